// npm run bench -- NAME [options]: each prints its figures last and fails when a goal is missed.
const benches = { audit: 'what the record costs a move, and how fast it is verified', road: 'CPU of a list and of a move beside a bare peer', study: 'CPU and round trips of a study page at twenty sites', plans: 'how PostgreSQL reads what pages ask, on the filled city', start: 'seconds from a fresh clone to the first page', letter: 'a 批件 from template to PDF/A', live: 'how soon an open page hears of a change, and how fast notices are written', 'first-load': 'what a browser fetches for 工作台, and how soon it stands' }
const [name = ''] = process.argv.splice(2, 1)
if (name in benches) await import(`./${name}.ts`)
else { console.log(Object.entries(benches).map(([key, what]) => `npm run bench -- ${key.padEnd(12)} ${what}`).join('\n')); process.exitCode = 1 }
