-- The role of `thana serve --only tips,directory` on PostgreSQL: it reads nothing of sessions, citizens, officers, audit and
-- outbox. Run as the owner of the tables, after every `thana migrate`; before the first time: CREATE ROLE thana_unnamed LOGIN;
-- docs/unnamed.md explains it.
GRANT USAGE ON SCHEMA public TO thana_unnamed;

-- What is applied, the documents that run, and where which station is.
GRANT SELECT ON
    tortoise_migrations, core_revision, core_trusted_document, core_unit, core_unit_ancestry, core_holiday, core_unit_holiday,
    directory_area, directory_post, directory_holder, directory_helpline
TO thana_unnamed;

-- The tips, if there are any: theirs alone are written.
DO $$
DECLARE
    each name;
BEGIN
    FOR each IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename LIKE 'tips\_%' LOOP
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON public.%I TO thana_unnamed', each);
    END LOOP;
    FOR each IN SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' AND sequencename LIKE 'tips\_%' LOOP
        EXECUTE format('GRANT USAGE ON SEQUENCE public.%I TO thana_unnamed', each);
    END LOOP;
END $$;
