// graphql-yoga on node:http with DataLoader.
import { createServer } from "node:http";
import DataLoader from "dataloader";
import { createSchema, createYoga } from "graphql-yoga";
import { session } from "./database.mjs";
import { eventsOf, resolvers, stationsOf, typeDefs } from "./schema.mjs";

const yoga = createYoga({
  schema: createSchema({
    typeDefs,
    resolvers: {
      ...resolvers,
      Request: {
        station: (row, _, { stations }) => stations.load(row.unit_id),
        events: (row, { first }, { events }) => (events.of ??= new DataLoader((ids) => eventsOf(ids, first))).load(row.id),
      },
    },
  }),
  context: async ({ req }) => ({
    session: await session(req.headers),
    stations: new DataLoader(stationsOf),
    events: {},
  }),
  logging: false,
});
createServer(yoga).listen(Number(process.env.PORT), "127.0.0.1");
