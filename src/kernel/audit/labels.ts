import type { Labels } from '../labels.ts'

export const labels: Labels = {
  'audit.status': ['留痕', 'Record'],
  'audit.proof': ['留痕证明', 'Proof of record'],
  'audit.frontier': ['留痕的前沿与最后一个检查点不符，已停止封链：有人改动过留痕的表。请先执行 npm run audit -- check。', 'The frontier does not match the last checkpoint; sealing has stopped: somebody altered the tables of the log. Run npm run audit -- check first.'],
  'audit.other-key': ['这个数据库的留痕由另一把密钥（{was}）签名，本机的是 {is}：请从备份恢复 secrets/audit-key，不要另建。', 'The log of this database is signed by another key ({was}); the one here is {is}. Restore secrets/audit-key from the backup; do not make another.'],
  'audit.other-pin': ['{path} 里钉住的公钥不是本机留痕密钥（{is}）的：请从备份恢复 secrets/audit-key，或查明谁换了它。', 'The public key pinned in {path} is not that of the key here ({is}). Restore secrets/audit-key from the backup, or find out who changed it.'],
  'audit.pinned': ['留痕公钥指纹 {fingerprint}（{path}）。请抄在别处：离线验证只信它。', 'Fingerprint of the log’s public key {fingerprint} ({path}). Write it down elsewhere: offline verification trusts only this.'],
  'audit.stalled': ['留痕暂未封链，稍后再试：{why}', 'The log is not being sealed; will try again: {why}'],
  'audit.healed': ['留痕已恢复封链', 'The log is being sealed again'],
}
