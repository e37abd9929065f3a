// PostGraphile 5 over our own tables, with the session looked up for its context.
import { createServer } from "node:http";
import { postgraphile } from "postgraphile";
import { makePgService } from "postgraphile/adaptors/pg";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";
import { grafserv } from "postgraphile/grafserv/node";
import { session } from "./database.mjs";

const instance = postgraphile({
  extends: [PostGraphileAmberPreset],
  pgServices: [makePgService({ connectionString: process.env.THANA_DATABASE_URL, schemas: ["public"], poolConfig: { min: 10, max: 10 } })],
  grafast: { context: async ({ node }) => ({ session: await session(node.req.headers) }) },
  grafserv: { graphiql: false, watch: false },
});
const server = createServer();
const serving = instance.createServ(grafserv);
await serving.addTo(server);
server.listen(Number(process.env.PORT), "127.0.0.1");
