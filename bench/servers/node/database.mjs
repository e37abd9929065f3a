// What the servers in Node share: connections, and who is signed in.
import { createHash } from "node:crypto";
import pg from "pg";

pg.types.setTypeParser(1184, (moment) => moment); // as it comes: cheaper than a Date and back
export const pool = new pg.Pool({ connectionString: process.env.THANA_DATABASE_URL, min: 10, max: 10 });

const SESSION = `
SELECT session.citizen_id, session.officer_id, ARRAY(SELECT unit_id FROM core_posting p WHERE
       p.officer_id = session.officer_id AND starts_at <= now() AND (ends_at IS NULL OR ends_at >
       now())) AS units
FROM core_session session LEFT JOIN core_citizen citizen ON citizen.id = session.citizen_id
LEFT JOIN core_officer officer ON officer.id = session.officer_id
WHERE token_hash = $1 AND expires_at > now() AND citizen.erased_at IS NULL AND officer.is_active IS
      NOT FALSE`;

export const rows = async (name, text, values) => (await pool.query({ name, text, values })).rows;

export async function session(headers) {
  const token = headers.authorization.slice("Bearer ".length);
  const [found] = await rows("session", SESSION, [createHash("sha256").update(token).digest("hex")]);
  if (!found) throw new Error("not signed in");
  return found;
}
