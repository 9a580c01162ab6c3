-- 批件、会议与回避，只由承办的委员会写。
create policy own_case on ethics.approval as restrictive for insert to app with check (org_id = (select nullif(current_setting('app.org', true), '')::uuid) and exists (select from kernel.case c where c.id = case_id and c.org_id = approval.org_id));
create policy committee on ethics.approval as restrictive for insert to app with check (array['ethics-secretary', 'ethics-chair', 'ethics-member'] && string_to_array(current_setting('app.roles', true), ','));
create policy own_case on ethics.meeting as restrictive for insert to app with check (exists (select from kernel.case c where c.id = case_id and c.org_id = meeting.org_id));
-- 本地事项由承办的委员会添；别的一方只答应不答应
create policy own_case on ethics.local_item as restrictive for insert to app with check (exists (select from kernel.case c where c.id = case_id and c.org_id = (select nullif(current_setting('app.org', true), '')::uuid)));
revoke update on ethics.local_item from app;
grant update (agreed) on ethics.local_item to app;
