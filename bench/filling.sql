-- 25,000 stations, and so many requests with three events each: twenty of each citizen, spread over the first hundred
-- stations (`filling.py` names the same numbers). A tenth of the requests is open.

INSERT INTO core_unit (code, kind, parent_id, names, source_name, search_key, latitude, longitude,
                       flag, phone, source, is_active, version, updated_on)
SELECT '9' || lpad(n::text, 7, '0'), 'STATION', d.code, jsonb_build_object('en', 'Station ' || n,
       'hi', 'थाना ' || n), 'STATION ' || lpad(n::text, 6, '0'), 'station ' || n, 21.0 + (n % 500)
       / 100.0, 74.0 + (n % 800) / 100.0, '', '+9175820' || lpad(n::text, 5, '0'), 'bench', true,
       1, '2026-11-01'
FROM generate_series(1, 25000 - (SELECT count(*) FROM core_unit WHERE kind = 'STATION')) AS n
JOIN (SELECT code, row_number() OVER (ORDER BY code) - 1 AS place, count(*) OVER () AS of
      FROM core_unit WHERE kind = 'DISTRICT') AS d ON d.place = n % d.of;

INSERT INTO core_unit_ancestry (unit_id, ancestor_id, depth)
SELECT code, above.id, above.depth FROM core_unit, LATERAL (VALUES (code, 0), (parent_id, 1),
       ('MP', 2)) AS above (id, depth) WHERE source = 'bench';

ALTER TABLE core_unit ADD COLUMN name text GENERATED ALWAYS AS (names ->> 'en') STORED;

CREATE TABLE bench_station AS SELECT row_number() OVER (ORDER BY code) - 1 AS place, code FROM
       core_unit WHERE source = 'bench' ORDER BY code LIMIT 100;

INSERT INTO core_citizen (id, mobile, full_name, language, created_at, present_address, relation,
                          relative_name)
SELECT md5('citizen' || n)::uuid, '+917' || lpad(n::text, 9, '0'), 'Asha Verma',
       'en', now(), '{"text": "4, Gopalganj, Sagar"}', 'FATHER', 'Mohan Verma'
FROM generate_series(0, $1::int / 20 - 1) AS n;

INSERT INTO core_officer (id, username, full_name, password_hash, totp_secret, totp_last_step,
                          language, is_active, created_at)
SELECT md5('officer' || place)::uuid, 'officer' || place, 'Inspector Rao', '-',
       '-', 0, 'en', true, now() FROM bench_station;

INSERT INTO core_posting (id, officer_id, unit_id, role, starts_at)
SELECT gen_random_uuid(), md5('officer' || place)::uuid, code, 'STATION_HEAD',
       now() - interval '1 day' FROM bench_station;

INSERT INTO core_service_request (id, number, service, status, phase, citizen_id, unit_id, version,
       language, submitted_at, updated_at, due_at, due_order, is_hidden)
SELECT md5('request' || n)::uuid, 'MP-' || code || '-LP-2025-' ||
       lpad((n / 100)::text, 6, '0') || '-0', 'lost_property', state.status,
       state.phase, md5('citizen' || n / 20)::uuid, code, 3, 'en', at,
       at + interval '2 days', due, coalesce(due, '9999-12-31T00:00:00Z'), false
FROM generate_series(0, $1::int - 1) AS n JOIN bench_station ON place = n % 100,
     LATERAL (SELECT '2026-11-01T06:00:00Z'::timestamptz - n * interval '1 minute' AS at) AS times,
     LATERAL (SELECT * FROM (VALUES ('ACKNOWLEDGED', 'OPEN'), ('FOUND', 'CLOSED')) AS of (status,
     phase) OFFSET (n / 100 % 10 > 0)::int LIMIT 1) AS state,
     LATERAL (SELECT CASE WHEN state.phase = 'OPEN' THEN at + interval '30 days' END AS due) AS d;

INSERT INTO core_request_event (request_id, version, at, action, from_status, to_status, actor_kind)
SELECT id, step.version, submitted_at + step.version * interval '1 day', step.action, step.source,
       step.target, step.actor FROM core_service_request,
       (VALUES (1, 'SUBMIT', NULL, 'SUBMITTED', 'CITIZEN'), (2, 'ACKNOWLEDGE', 'SUBMITTED',
       'ACKNOWLEDGED', 'OFFICER'), (3, 'MARK_FOUND', 'ACKNOWLEDGED', 'FOUND', 'CITIZEN'))
       AS step (version, action, source, target, actor);

INSERT INTO core_request_word (request_id, unit_id, word, due_order, submitted_at)
SELECT id, unit_id, word, due_order, submitted_at FROM core_service_request,
       LATERAL (VALUES (number), (split_part(number, '-', 5)), ('asa'), ('verma'),
       ('asa verma')) AS words (word);
