-- Sends the requests of a file in turn, "token TAB body" each; the fresh key in a body becomes another each time.
local FRESH_KEY = "00000000%-0000%-4000%-8000%-000000000000"
local sent, bodies, headers = 0, {}, {}
faults = 0
local threads = {}

function setup(thread)
  table.insert(threads, thread)
end

function init(args)
  math.randomseed(os.time())
  for line in io.lines(args[1]) do
    local token, body = line:match("^([^\t]*)\t(.*)$")
    table.insert(bodies, body)
    table.insert(headers, { ["Content-Type"] = "application/json", ["Authorization"] = "Bearer " .. token })
  end
end

local function key()
  return string.format("%08x-%04x-4%03x-8%03x-%06x%06x", math.random(0, 0x7fffffff), math.random(0, 0xffff),
    math.random(0, 0xfff), math.random(0, 0xfff), math.random(0, 0xffffff), math.random(0, 0xffffff))
end

function request()
  sent = sent % #bodies + 1
  return wrk.format("POST", nil, headers[sent], (bodies[sent]:gsub(FRESH_KEY, key, 1)))
end

function response(status, _, body)
  if status ~= 200 or body:sub(1, 9) == '{"errors"' then
    faults = faults + 1
  end
end

function done(summary, latency)
  for _, thread in ipairs(threads) do
    faults = faults + thread:get("faults")
  end
  local broken = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
  print(string.format('{"answered": %d, "seconds": %f, "p50": %f, "p99": %f, "faults": %d}', summary.requests,
    summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, faults + broken))
end
