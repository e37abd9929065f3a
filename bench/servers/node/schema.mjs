// The schema and the reads that mercurius and yoga share.
import { rows } from "./database.mjs";

export const typeDefs = `
type Query {
  station(code: String!): Station
  stations(first: Int!, name: String!, code: String!): [Station!]!
  requests(first: Int!): [Request!]!
  inbox(first: Int!): [Request!]!
}
type Station { code: String! name: String! kind: String! latitude: Float longitude: Float phone: String }
type Request {
  number: String! submittedAt: String! dueAt: String version: Int! status: String! phase: String!
  station: Station! events(first: Int!): [Event!]!
}
type Event { at: String! action: String! toStatus: String! actorKind: String! }`;

const STATION = "SELECT code, name, kind, latitude, longitude, phone FROM core_unit";
const REQUEST = `SELECT id, number, submitted_at AS "submittedAt", due_at AS "dueAt", version, status, phase,
  unit_id FROM core_service_request`;
const EVENTS = `SELECT request_id, at, action, to_status AS "toStatus", actor_kind AS "actorKind"
  FROM unnest($1::uuid[]) AS asked (id), LATERAL (SELECT * FROM core_request_event
  WHERE request_id = asked.id ORDER BY version DESC LIMIT $2) AS e`;

export const resolvers = {
  Query: {
    station: async (_, { code }) =>
      (await rows("station", `${STATION} WHERE code = $1 AND is_active`, [code]))[0],
    stations: (_, { first, name, code }) =>
      rows("stations", `${STATION} WHERE kind = 'STATION' AND is_active AND (source_name, code) > ($1, $2)
        ORDER BY source_name, code LIMIT $3`, [name, code, first]),
    requests: (_, { first }, { session }) =>
      rows("requests", `${REQUEST} WHERE citizen_id = $1 ORDER BY submitted_at DESC, id DESC LIMIT $2`,
        [session.citizen_id, first]),
    inbox: (_, { first }, { session }) =>
      rows("inbox", `${REQUEST} WHERE id IN (SELECT found.id FROM core_unit_ancestry, LATERAL
        (VALUES ('OPEN'), ('WAITING_ON_CITIZEN'), ('CLOSED')) AS phases (of), LATERAL
        (SELECT id, due_order FROM core_service_request WHERE unit_id = core_unit_ancestry.unit_id AND
         phase = phases.of AND NOT is_hidden ORDER BY due_order, id LIMIT $2) AS found
        WHERE ancestor_id = ANY($1) ORDER BY due_order, found.id LIMIT $2) ORDER BY due_order, id`,
        [session.units, first]),
  },
};

export async function stationsOf(codes) {
  const found = await rows("stations_of", `${STATION} WHERE code = ANY($1)`, [[...new Set(codes)]]);
  const of = new Map(found.map((row) => [row.code, row]));
  return codes.map((code) => of.get(code));
}

export async function eventsOf(ids, first) {
  const of = new Map(ids.map((id) => [id, []]));
  for (const row of await rows("events", EVENTS, [ids, first])) of.get(row.request_id).push(row);
  return ids.map((id) => of.get(id));
}
