-- The role of `thana serve --only tips,directory` on PostgreSQL: it reads nothing of sessions, citizens, officers, audit and
-- outbox, and of the keys of tips what a new tip needs. Run it as the owner of the tables, after every `thana migrate`; before
-- the first time: CREATE ROLE thana_unnamed LOGIN; docs/unnamed.md explains it.
GRANT USAGE ON SCHEMA public TO thana_unnamed;

-- What is applied, the documents that run, and where which station is.
GRANT SELECT ON
    tortoise_migrations, core_revision, core_trusted_document, core_unit, core_unit_ancestry, core_holiday, core_unit_holiday,
    directory_area, directory_post, directory_holder, directory_helpline
TO thana_unnamed;

-- The tips, if there are any: they are written. Whom they are sealed to is read alone, or whoever holds this process could put in
-- a key of their own; of the officers' keys nothing is read, and a table not named here stays closed.
DO $$
DECLARE
    each name;
    allowed text;
BEGIN
    FOR each IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename LIKE 'tips\_%' LOOP
        EXECUTE format('REVOKE ALL ON public.%I FROM thana_unnamed', each);
        allowed := CASE
            WHEN each IN ('tips_tip', 'tips_message', 'tips_attachment', 'tips_spent_puzzle') THEN 'SELECT, INSERT, UPDATE, DELETE'
            WHEN each = 'tips_unit_key' THEN 'SELECT'
            WHEN each = 'tips_key_share' THEN 'SELECT (id, unit_key_id, officer_name)'
        END;
        IF allowed IS NOT NULL THEN
            EXECUTE format('GRANT %s ON public.%I TO thana_unnamed', allowed, each);
        END IF;
    END LOOP;
END $$;
