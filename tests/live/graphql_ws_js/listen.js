// Subscribes with graphql-ws and prints what comes, a line of JSON each.
// node listen.js URL TOKEN PAYLOAD: "ready" once the server has taken the subscription.
import { createClient } from "graphql-ws"
import WebSocket from "ws"

const [url, token, payload] = process.argv.slice(2)
const say = (what) => console.log(JSON.stringify(what))
let isReady = false

const client = createClient({
  url,
  webSocketImpl: WebSocket,
  connectionParams: { authorization: `Bearer ${token}` },
  keepAlive: 10,
  retryAttempts: 300,
  retryWait: () => new Promise((done) => setTimeout(done, 100)),
  shouldRetry: () => true,
  on: {
    closed: (event) => {
      isReady = false
      say({ closed: event.code })
    },
    pong: (received) => {
      if (received && !isReady) say("ready")
      isReady = isReady || received
    },
  },
})
client.subscribe(JSON.parse(payload), {
  next: say,
  error: (fault) => say({ fault: String(fault) }),
  complete: () => process.exit(0),
})
