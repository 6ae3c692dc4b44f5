// The map of a campaign's buildings: marks by state, chosen by state and by when they fell. The
// library and its worker come from this site; nothing is asked of any other.
const root = document.querySelector('#map');
const { captures, marks, colours } = JSON.parse(root.dataset.legend);
const form = document.querySelector('#choose');
const [from, to] = ['from', 'to'].map((name) => form.elements[name]);
const picked = document.querySelector('#picked');
const LAST = captures.length - 1;
/** From here on each building is drawn by its form, not by colour alone. */
const FORMS_ZOOM = 14;
const ICON_PX = 48;

function say(words) {
  document.querySelector('#map-state').textContent = words;
}

/** Columns of differences back to points: degrees in millionths. */
function features({ lon, lat, mark, after, before, id }) {
  let [x, y] = [0, 0];
  return id.map((name, i) => {
    x += lon[i];
    y += lat[i];
    const properties = { m: Number(mark[i]), a: after[i], b: before[i], n: name };
    const geometry = { type: 'Point', coordinates: [x / 1e6, y / 1e6] };
    return { type: 'Feature', properties, geometry };
  });
}

function bounds(points) {
  const box = [180, 90, -180, -90];
  for (const { geometry: { coordinates: [x, y] } } of points) {
    box[0] = Math.min(box[0], x);
    box[1] = Math.min(box[1], y);
    box[2] = Math.max(box[2], x);
    box[3] = Math.max(box[3], y);
  }
  return box;
}

/** The drawing of a mark in the page's own legend, as pixels. */
async function icon(mark, colour) {
  const symbol = document.querySelector(`#s-${mark.name}`);
  const isFull = ['dated', 'standing'].includes(mark.name);
  const style = `fill="${isFull ? colour : 'none'}" stroke="${colour}" stroke-width="2.5"`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 20" width="${ICON_PX}" height="${ICON_PX}" ${style}>${symbol.innerHTML}</svg>`;
  const image = new Image(ICON_PX, ICON_PX);
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [ICON_PX, ICON_PX];
  const context = canvas.getContext('2d', { willReadFrequently: true });
  context.drawImage(image, 0, 0, ICON_PX, ICON_PX);
  return context.getImageData(0, 0, ICON_PX, ICON_PX);
}

/** What is chosen, as the library filters: marks, and windows that overlap the chosen time. */
function filter() {
  const chosen = [...form.querySelectorAll('[name=mark]:checked')].map((box) => Number(box.value));
  const [first, last] = [from, to].map((thumb) => Number(thumb.value));
  const all = ['all', ['in', ['get', 'm'], ['literal', chosen]]];
  if (first > 0 || last < LAST) {
    all.push(['>=', ['get', 'a'], 0], ['>', ['get', 'b'], first], ['<', ['get', 'a'], last]);
  }
  return all;
}

function keepApart(thumb) {
  const other = thumb === from ? to : from;
  const isCrossed = Number(from.value) >= Number(to.value);
  if (isCrossed) other.value = String(Number(thumb.value) + (thumb === from ? 1 : -1));
  if (Number(from.value) >= Number(to.value)) thumb.value = String(Number(other.value) + (thumb === from ? -1 : 1));
  for (const one of [from, to]) {
    const words = captures[Number(one.value)];
    one.setAttribute('aria-valuetext', words);
    form.querySelector(`output[for=${one.id}]`).textContent = words;
  }
}

function count(points) {
  const chosen = new Set([...form.querySelectorAll('[name=mark]:checked')].map((box) => Number(box.value)));
  const [first, last] = [from, to].map((thumb) => Number(thumb.value));
  const isNarrow = first > 0 || last < LAST;
  const isIn = ({ properties: { m, a, b } }) =>
    chosen.has(m) && (!isNarrow || (a >= 0 && b > first && a < last));
  say(`${points.filter(isIn).length} of ${points.length} buildings are shown.`);
}

function show({ n, m, a, b }) {
  const link = document.createElement('a');
  link.href = `${root.dataset.buildings}${encodeURIComponent(n)}`;
  link.textContent = n;
  const when = a >= 0 && b >= 0 ? `, between ${captures[a]} and ${captures[b]}` : '';
  picked.replaceChildren(link, `: ${marks[m].label}${when}`);
}

function layers(scheme) {
  const colour = ['match', ['get', 'm'], ...marks.flatMap((_, at) => [at, scheme[at]]), '#888'];
  const size = (small, large) => ['interpolate', ['linear'], ['zoom'], 8, small, FORMS_ZOOM, large];
  return [
    {
      id: 'dots', type: 'circle', source: 'buildings', maxzoom: FORMS_ZOOM,
      paint: { 'circle-color': colour, 'circle-radius': size(1, 4) },
    },
    {
      id: 'forms', type: 'symbol', source: 'buildings', minzoom: FORMS_ZOOM,
      layout: {
        'icon-image': ['concat', 'mark-', ['get', 'm']],
        'icon-size': ['interpolate', ['linear'], ['zoom'], FORMS_ZOOM, 0.25, 18, 0.6],
        'icon-allow-overlap': true, 'icon-ignore-placement': true,
      },
    },
  ];
}

function imagery(map, select) {
  const set = () => {
    if (map.getLayer('imagery')) map.removeLayer('imagery');
    if (map.getSource('imagery')) map.removeSource('imagery');
    if (!select.value) return;
    const tiles = [`${location.origin}${select.value}`];
    const { min = 10, max = 19 } = select.selectedOptions[0].dataset;
    map.addSource('imagery', { type: 'raster', tiles, tileSize: 256, minzoom: Number(min), maxzoom: Number(max) });
    map.addLayer({ id: 'imagery', type: 'raster', source: 'imagery' }, 'dots');
  };
  select.addEventListener('change', set);
  set();
}

async function start() {
  say('Loading the buildings …');
  const [library, answer] = await Promise.all([import(root.dataset.library), fetch(root.dataset.points)]);
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  const points = features(await answer.json());
  library.setWorkerUrl(new URL(root.dataset.worker, location.href).href);
  const scheme = colours[matchMedia('(prefers-color-scheme: dark)').matches ? 1 : 0];
  const paper = getComputedStyle(document.body).getPropertyValue('--card').trim();
  const map = new library.Map({
    container: root,
    attributionControl: false,
    style: {
      version: 8,
      sources: { buildings: { type: 'geojson', data: { type: 'FeatureCollection', features: points }, maxzoom: 16, buffer: 8, tolerance: 0 } },
      layers: [{ id: 'paper', type: 'background', paint: { 'background-color': paper } }],
    },
    bounds: points.length > 0 ? bounds(points) : undefined,
    fitBoundsOptions: { padding: 24, maxZoom: 17 },
    fadeDuration: 0,
    dragRotate: false,
    pitchWithRotate: false,
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new library.NavigationControl({ showCompass: false }));
  map.addControl(new library.ScaleControl({ maxWidth: 120 }));
  await map.once('load');
  for (const [at, mark] of marks.entries()) {
    map.addImage(`mark-${at}`, await icon(mark, scheme[at]), { pixelRatio: 2 });
  }
  for (const layer of layers(scheme)) map.addLayer({ ...layer, filter: filter() });
  const choose = () => {
    for (const id of ['dots', 'forms']) map.setFilter(id, filter());
    count(points);
  };
  form.addEventListener('input', ({ target }) => {
    if (target === from || target === to) keepApart(target);
    if (target.name !== 'imagery') choose();
  });
  imagery(map, form.elements.imagery);
  map.on('click', ({ point }) => {
    const near = [[point.x - 6, point.y - 6], [point.x + 6, point.y + 6]];
    const [found] = map.queryRenderedFeatures(near, { layers: ['dots', 'forms'] });
    root.dispatchEvent(new CustomEvent('press', { detail: found?.properties }));
    if (found) show(found.properties);
  });
  form.hidden = false;
  keepApart(to);
  choose();
  root.dispatchEvent(new CustomEvent('ready', { detail: map }));
  map.once('idle', () => { root.dataset.state = 'there'; });
}

start().catch((error) => {
  root.hidden = true;
  say(`The map cannot be drawn here (${error.message}). The one that the server draws needs neither script nor a graphics card.`);
});
