-- The role of `thana serve --only tips,directory` on PostgreSQL: it reads nothing of sessions, citizens, officers, audit and
-- outbox, and of the keys of tips what a new tip needs. Run it as the owner of the tables, after every `thana migrate`; before
-- the first time: CREATE ROLE thana_unnamed LOGIN; docs/unnamed.md explains it.
GRANT USAGE ON SCHEMA public TO thana_unnamed;

-- What is applied, the documents that run, and where which station is.
GRANT SELECT ON
    tortoise_migrations, core_revision, core_trusted_document, core_unit, core_unit_ancestry, core_holiday, core_unit_holiday,
    directory_area, directory_post, directory_holder, directory_helpline
TO thana_unnamed;

-- To whom a tip is sealed, and who could open it; whoever broke in here must not put a key of their own there.
GRANT SELECT ON tips_unit_key TO thana_unnamed;
GRANT SELECT (unit_key_id, officer_name) ON tips_key_share TO thana_unnamed;

-- The tips themselves, sealed.
GRANT SELECT, INSERT, UPDATE, DELETE ON tips_tip, tips_message, tips_attachment, tips_spent_puzzle TO thana_unnamed;
