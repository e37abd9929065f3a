// Fastify and mercurius with its JIT and its loaders.
import Fastify from "fastify";
import mercurius from "mercurius";
import { session } from "./database.mjs";
import { eventsOf, resolvers, stationsOf, typeDefs } from "./schema.mjs";

const app = Fastify();
app.register(mercurius, {
  schema: typeDefs,
  resolvers,
  jit: 1,
  context: async (request) => ({ session: await session(request.headers) }),
  loaders: {
    Request: {
      station: { loader: (queries) => stationsOf(queries.map(({ obj }) => obj.unit_id)), opts: { cache: false } },
      events: {
        loader: (queries) => eventsOf(queries.map(({ obj }) => obj.id), queries[0].params.first),
        opts: { cache: false },
      },
    },
  },
});
await app.listen({ port: Number(process.env.PORT), host: "127.0.0.1" });
