-- Takes from the tips on PostgreSQL what tells in which order they came: each row's transaction number, which stands between
-- those of audit entries that have a moment, its place in the file, and the numbers of the pieces of its long values. Run it once
-- a day as the owner of the tables, at an hour that does not change: `psql -f`. Each table is locked for as long as it takes to
-- write it anew; docs/tips-threat-model.md explains it.
CLUSTER tips_tip USING tips_tip_pkey;
CLUSTER tips_message USING tips_message_pkey;
CLUSTER tips_attachment USING tips_attachment_pkey;
CLUSTER tips_spent_puzzle USING tips_spent_puzzle_pkey;
-- A value that is made anew gets pieces with new numbers, now in the order of the random ids.
UPDATE tips_tip SET label = label || ''::bytea;
UPDATE tips_message SET sealed = sealed || ''::bytea;
UPDATE tips_attachment SET sealed = sealed || ''::bytea;
UPDATE tips_spent_puzzle SET spent_on = spent_on;
VACUUM tips_tip;
VACUUM tips_message;
VACUUM tips_attachment;
VACUUM tips_spent_puzzle;
