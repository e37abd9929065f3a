// Uploads one file with tus-js-client, and goes on as often as the line breaks.
// node upload.js ENDPOINT TOKEN FILE: prints the address of the upload.
import fs from "node:fs"
import { Upload } from "tus-js-client"

const [endpoint, token, path] = process.argv.slice(2)

const upload = new Upload(fs.createReadStream(path), {
  endpoint,
  headers: { authorization: `Bearer ${token}` },
  metadata: { filename: "photo.jpg", service: "lost_property", purpose: "PHOTO" },
  retryDelays: Array(300).fill(100),
  onError(error) {
    console.error(String(error))
    process.exit(1)
  },
  onSuccess() {
    console.log(upload.url)
  },
})
upload.start()
