// The page's own part: sorts stations by distance and opens the map. The reader's place is used here
// and is sent nowhere.

const page = JSON.parse(document.getElementById("data").textContent)
const labels = page.labels
const STEP = 20
const EARTH_RADIUS_KM = 6371.0088 // as the platform's own nearestStations
const found = (id) => document.getElementById(id)
const isWide = matchMedia("(min-width: 60rem)") // as in stations.css: the map stands beside the list
const opensAppleMaps = /iPhone|iPad|iPod|Macintosh/.test(navigator.userAgent)

const districts = new Map(
  [...found("district").options].map((option) => [
    option.value,
    { text: option.text, language: option.lang || page.language },
  ]),
)

let loading = null

function loadStations() {
  loading ??= fetchJson("/directory/stations.geojson").then(
    (file) => file.features.map(stationOf),
    (error) => {
      loading = null
      throw error
    },
  )
  return loading
}

async function fetchJson(address) {
  const answer = await fetch(address, { credentials: "omit" })
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`)
  return answer.json()
}

function stationOf({ geometry, properties }) {
  const language = properties.names[page.language] ? page.language : "en"
  const [longitude, latitude] = geometry?.coordinates ?? []
  return { ...properties, name: properties.names[language], language, latitude, longitude }
}

function kilometres(latitude, longitude, station) {
  const radians = (degrees) => (degrees * Math.PI) / 180
  const [north, south] = [radians(latitude), radians(station.latitude)]
  const east = radians(station.longitude - longitude)
  const half =
    Math.sin((south - north) / 2) ** 2 + Math.cos(north) * Math.cos(south) * Math.sin(east / 2) ** 2
  return 2 * EARTH_RADIUS_KM * Math.asin(Math.min(1, Math.sqrt(half)))
}

function directions(latitude, longitude, name) {
  const position = `${latitude.toFixed(5)},${longitude.toFixed(5)}`
  if (opensAppleMaps) return `maps:?daddr=${position}`
  const escaped = encodeURIComponent(name).replace(/[()'!*]/g, (c) => `%${c.charCodeAt().toString(16)}`)
  return `geo:${position}?q=${position}(${escaped})`
}

function inLanguage(element, name) {
  element.textContent = name.text
  if (name.language !== page.language) element.lang = name.language
}

// The same entry as in the template's list, for the list and for the map's popups.
function entry(station, distance) {
  const item = found("entry").content.firstElementChild.cloneNode(true)
  const part = (selector) => item.querySelector(selector)
  const name = { text: station.name, language: station.language }
  inLanguage(part("h3"), name)
  part(".about").append(...about(station, distance))
  fillOrRemove(part(".address"), station.address)
  if (station.verified) part(".unverified").parentElement.remove()
  const isNumber = /^\+?[0-9]+$/.test(station.phone ?? "")
  fillOrRemove(part(".no-call"), isNumber ? null : station.phone)
  fillOrRemove(part(".call .number"), isNumber ? station.phone : null)
  if (isNumber) part(".call").href = `tel:${station.phone}`
  else part(".call").remove()
  if (station.latitude === undefined) item.querySelectorAll(".directions, .on-map").forEach((e) => e.remove())
  else part(".directions").href = directions(station.latitude, station.longitude, station.name)
  for (const unseen of item.querySelectorAll(".unseen")) {
    const spoken = document.createElement("span")
    inLanguage(spoken, name)
    unseen.append(spoken)
  }
  item.dataset.code = station.code
  const day = station.updated.split("-").reverse().join(".")
  const position = station.latitude === undefined ? [] : [`${station.latitude.toFixed(5)},${station.longitude.toFixed(5)}`]
  part(".small").textContent = [...position, labels.updated.replace("{day}", day)].join(" · ")
  return item
}

function about(station, distance) {
  const parts = [page.kinds[station.kind] ?? page.kinds.SPECIAL]
  const district = districts.get(station.district)
  if (district) {
    const name = document.createElement("span")
    inLanguage(name, district)
    parts.push(", ", name)
  }
  if (distance !== undefined) {
    const far = document.createElement("span")
    far.className = "distance"
    far.textContent = labels.km.replace("{distance}", distance < 10 ? distance.toFixed(1) : distance.toFixed(0))
    parts.push(" · ", far)
  }
  return parts
}

function fillOrRemove(element, text) {
  if (text) element.textContent = text
  else element.remove()
}

function say(text) {
  found("count").textContent = text
}

// ---- sorting by distance

let nearest = []

function usePlace() {
  say(labels.locating)
  if (!navigator.geolocation) return say(labels.lost)
  navigator.geolocation.getCurrentPosition(sortFrom, (fault) => say(fault.code === 1 ? labels.denied : labels.lost), {
    timeout: 20000,
    maximumAge: 60000,
  })
}

async function sortFrom({ coords: { latitude, longitude } }) {
  let stations
  try {
    stations = await loadStations()
  } catch {
    return say(labels.failed)
  }
  nearest = stations
    .filter((station) => station.kind === "STATION" && station.latitude !== undefined)
    .map((station) => ({ station, distance: kilometres(latitude, longitude, station) }))
    .sort((a, b) => a.distance - b.distance || (a.station.code < b.station.code ? -1 : 1))
  found("results-heading").textContent = labels.nearest
  found("list").replaceChildren()
  found("paging").hidden = true
  found("not-responsible").hidden = false
  showMore()
  if (!isWide.matches) found("results").scrollIntoView()
  drawn?.then((map) => map.showPlace(latitude, longitude, nearest.slice(0, 3).map((each) => each.station)))
  place = [latitude, longitude]
}

let place = null

function showMore() {
  const list = found("list")
  const start = list.children.length
  list.append(...nearest.slice(start, start + STEP).map((each) => entry(each.station, each.distance)))
  found("more").hidden = list.children.length >= nearest.length
  say(labels.sorted.replace("{count}", list.children.length))
  if (start) list.children[start].querySelector("a, button")?.focus()
}

// ---- the map, loaded when it is wanted

let drawn = null

function showMap() {
  drawn ??= drawMap().catch((error) => {
    drawn = null
    found("map").hidden = true
    found("show-map").hidden = false
    found("map-status").textContent = labels.failed
    throw error
  })
  return drawn
}

async function drawMap() {
  found("map-status").textContent = labels.loading
  const [{ draw }, stations, areas] = await Promise.all([
    import(page.assets.map),
    loadStations(),
    fetchJson("/directory/districts.geojson"),
  ])
  found("show-map").hidden = true
  found("map").hidden = false
  const map = await draw({ container: found("map"), page, stations, areas, entry })
  found("map-status").textContent = ""
  const codes = new Set([...found("list").children].map((item) => item.dataset.code))
  if (place) map.showPlace(...place, nearest.slice(0, 3).map((each) => each.station))
  else if (new URLSearchParams(location.search).get("q")) map.showStations(stations.filter((s) => codes.has(s.code)))
  else map.showDistrict(found("district").value)
  return map
}

async function onList(event) {
  const button = event.target.closest(".on-map")
  if (!button) return
  const code = button.closest("li").dataset.code
  const map = await showMap().catch(() => null)
  found("mapping").scrollIntoView({ block: "nearest" })
  map?.open(code)
}

function begin() {
  for (const id of ["place", "mapping"]) found(id).hidden = false
  for (const button of document.querySelectorAll("#list .on-map")) button.hidden = false
  if (opensAppleMaps) {
    for (const link of document.querySelectorAll("#list .directions")) {
      link.href = `maps:?daddr=${link.getAttribute("href").match(/^geo:([^?]+)/)[1]}`
    }
  }
  found("use-place").addEventListener("click", usePlace)
  found("more").addEventListener("click", showMore)
  found("show-map").addEventListener("click", () => showMap().then((map) => map.focus(), () => {}))
  found("list").addEventListener("click", onList)
  if (!isWide.matches || navigator.connection?.saveData) return
  const seen = new IntersectionObserver((entries) => {
    if (!entries.some((each) => each.isIntersecting)) return
    seen.disconnect()
    showMap().catch(() => {})
  })
  seen.observe(found("mapping"))
}

begin()
