// The map: districts and clustered stations with Leaflet, without tiles. Loaded when it is wanted.

// The zooms from which the names of districts and of stations find room.
const DISTRICTS_NAMED_FROM = 8
const STATIONS_NAMED_FROM = 10

export async function draw({ container, page, stations, areas, entry }) {
  await load(page.assets)
  const { labels } = page
  const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches
  const map = L.map(container, {
    zoomControl: false,
    minZoom: 5,
    maxZoom: 16,
    zoomSnap: 0.25,
    zoomDelta: 1,
    scrollWheelZoom: false,
    zoomAnimation: !isStill,
    fadeAnimation: !isStill,
    markerZoomAnimation: !isStill,
    inertia: !isStill,
  })
  L.control.zoom({ position: "bottomright", zoomInTitle: labels.zoom_in, zoomOutTitle: labels.zoom_out }).addTo(map)
  map.attributionControl.setPrefix(false)
  wheelWhenFocused(map)
  namesByZoom(map)

  const districts = drawDistricts(map, areas, page)
  const pins = new Map()
  const clusters = L.markerClusterGroup({
    animate: false,
    showCoverageOnHover: false,
    maxClusterRadius: 48,
    iconCreateFunction: (cluster) => clusterIcon(cluster.getChildCount(), labels),
  })
  for (const station of stations) {
    if (station.latitude === undefined) continue
    pins.set(station.code, pin(station, page, entry))
  }
  const everywhere = districts.getBounds().isValid() ? districts.getBounds() : L.latLngBounds([...pins.values()].map((p) => p.getLatLng()))
  map.fitBounds(everywhere)
  map.setMaxBounds(everywhere.pad(0.5)) // without tiles one is soon lost
  clusters.addLayers([...pins.values()])
  clusters.addTo(map)
  popups(map, labels)
  tabStops(map)

  const still = { animate: !isStill }
  let you = null
  return {
    focus: () => container.focus(),
    open: (code) => clusters.zoomToShowLayer(pins.get(code), () => pins.get(code).openPopup()),
    showStations(shown) {
      const points = shown.filter((s) => pins.has(s.code)).map((s) => pins.get(s.code).getLatLng())
      if (points.length) map.fitBounds(L.latLngBounds(points).pad(0.2), { ...still, maxZoom: 12 })
    },
    showDistrict(code) {
      const chosen = districts.getLayers().find((layer) => layer.feature.properties.code === code)
      if (chosen) map.fitBounds(chosen.getBounds(), still)
      else if (code) this.showStations(stations.filter((s) => s.district === code))
    },
    showPlace(latitude, longitude, near) {
      you?.remove()
      map.setMaxBounds(L.latLngBounds(everywhere.getSouthWest(), everywhere.getNorthEast()).extend([latitude, longitude]).pad(0.5))
      you = L.circleMarker([latitude, longitude], { radius: 9, className: "you", interactive: false }).addTo(map)
      you.bindTooltip(labels.your_place, { permanent: true, direction: "top", offset: [0, -6], className: "your-place" })
      const points = near.map((s) => pins.get(s.code).getLatLng())
      map.fitBounds(L.latLngBounds([[latitude, longitude], ...points]).pad(0.3), { ...still, maxZoom: 14 })
    },
  }
}

async function load(assets) {
  await Promise.all([style(assets.leaflet_style), style(assets.map_style), script(assets.leaflet)])
  await script(assets.clusters)
}

function style(address) {
  return added("link", { rel: "stylesheet", href: address })
}

function script(address) {
  return added("script", { src: address })
}

function added(kind, properties) {
  return new Promise((resolve, reject) => {
    const element = Object.assign(document.createElement(kind), properties)
    element.onload = resolve
    element.onerror = () => reject(new Error(properties.src ?? properties.href))
    document.head.append(element)
  })
}

// Scrolling the page must not be caught by the map: the wheel zooms once somebody works with it.
function wheelWhenFocused(map) {
  map.on("focus click", () => map.scrollWheelZoom.enable())
  map.on("blur", () => map.scrollWheelZoom.disable())
}

function namesByZoom(map) {
  const { classList } = map.getContainer()
  const toggle = () => {
    classList.toggle("far", map.getZoom() < DISTRICTS_NAMED_FROM)
    classList.toggle("distant", map.getZoom() < STATIONS_NAMED_FROM)
  }
  map.on("zoomend", toggle)
  map.whenReady(toggle)
}

function drawDistricts(map, areas, page) {
  const sources = new Set()
  map.createPane("names").style.zIndex = 550 // below the pins
  const layer = L.geoJSON(areas, {
    interactive: false,
    style: { color: "#5c6b82", weight: 1.2, fillColor: "#ffffff", fillOpacity: 1 },
    onEachFeature({ properties }, area) {
      const language = properties.names[page.language] ? page.language : "en"
      const name = document.createElement("span")
      name.textContent = properties.names[language]
      name.lang = language
      area.bindTooltip(name, { permanent: true, direction: "center", className: "district-name", pane: "names" })
      sources.add(properties.source)
    },
  }).addTo(map)
  for (const source of sources) map.attributionControl.addAttribution(escaped(page.labels.boundaries.replace("{source}", source)))
  return layer
}

function escaped(text) {
  const element = document.createElement("span")
  element.textContent = text
  return element.innerHTML
}

function unseen(text) {
  return `<span class="unseen">${escaped(text)}</span>`
}

function clusterIcon(count, labels) {
  const html = `<b aria-hidden="true">${count}</b>${unseen(labels.here.replace("{count}", count))}`
  return L.divIcon({ className: "cluster", iconSize: [44, 44], html })
}

function pin(station, page, entry) {
  const kinds = ["pin", station.kind === "STATION" ? "" : "other", station.verified ? "" : "unverified-pin"]
  const icon = L.divIcon({
    className: kinds.filter(Boolean).join(" "),
    iconSize: [44, 44],
    html: `<span class="pin-name" lang="${station.language}">${escaped(station.name)}</span>`,
  })
  const marker = L.marker([station.latitude, station.longitude], { icon, title: station.name })
  return marker.bindPopup(() => popup(entry(station)), { minWidth: 220, maxWidth: 280 })
}

function popup(item) {
  item.querySelector(".on-map")?.remove()
  const content = document.createElement("div")
  content.tabIndex = -1
  content.append(...item.childNodes)
  return content
}

// Only what is seen can be stepped to. Where the map takes away what had the focus, the map gets it.
function tabStops(map) {
  const container = map.getContainer()
  let isWithin = false
  document.addEventListener("focusin", (event) => {
    isWithin = container.contains(event.target)
  })
  const renew = () => {
    const view = container.getBoundingClientRect()
    for (const icon of container.querySelectorAll(".leaflet-marker-icon")) {
      const box = icon.getBoundingClientRect()
      const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
      icon.tabIndex = x > view.left && x < view.right && y > view.top && y < view.bottom ? 0 : -1
    }
    if (isWithin && document.activeElement === document.body) container.focus({ preventScroll: true })
  }
  map.on("moveend zoomend", renew)
  renew()
}

// Whoever opens a popup stands in it, and afterwards where he was.
function popups(map, labels) {
  map.on("popupopen", ({ popup: opened }) => {
    const close = opened.getElement().querySelector(".leaflet-popup-close-button")
    close?.setAttribute("aria-label", labels.close)
    opened.getElement().querySelector("[tabindex='-1']")?.focus({ preventScroll: true })
  })
  // Leaflet hears Escape only where the map itself has the focus
  map.getContainer().addEventListener("keydown", (event) => {
    if (event.key === "Escape") map.closePopup()
  })
  map.on("popupclose", ({ popup: closed }) => {
    const pinned = closed._source?.getElement?.()
    ;(pinned ?? map.getContainer()).focus({ preventScroll: true })
  })
}
