// An area is drawn on the map of buildings, by presses or from the keyboard, and put in words into
// the form; a file of ids is read into it. Without this script the form takes the same in words.
const root = document.querySelector('#map');
const form = document.querySelector('#place');
const [words, list, file] = ['area', 'list', 'file'].map((id) => document.querySelector(`#${id}`));
const [draw, corner, back] = ['draw', 'corner', 'back'].map((id) => document.querySelector(`#${id}`));
const corners = [];
const isDrawing = () => draw.getAttribute('aria-pressed') === 'true';

const rounded = ({ lng, lat }) => [lng, lat].map((degrees) => Number(degrees.toFixed(6)));

const collection = (geometries) => ({
  type: 'FeatureCollection',
  features: geometries.map((geometry) => ({ type: 'Feature', properties: {}, geometry })),
});

function changed(map) {
  const isArea = corners.length > 2;
  const area = { type: 'Polygon', coordinates: [[...corners, corners[0]]] };
  const line = { type: 'LineString', coordinates: corners };
  words.value = isArea ? JSON.stringify(area) : '';
  if (isArea) list.value = '';
  map.getSource('drawn').setData(collection(corners.length < 2 ? [] : [isArea ? area : line]));
  map.getSource('corners').setData(collection(corners.map((at) => ({ type: 'Point', coordinates: at }))));
  const more = isArea ? 'its area is in the form below.' : 'an area needs three.';
  document.querySelector('#drawn').textContent = `${corners.length} corners; ${more}`;
  back.disabled = corners.length === 0;
}

function add(map, at) {
  corners.push(rounded(at));
  changed(map);
}

root.addEventListener('ready', ({ detail: map }) => {
  const ink = getComputedStyle(document.body).getPropertyValue('--ink').trim() || '#1d1b18';
  const line = (id, source, paint) => map.addLayer({ id, type: 'line', source, paint: { 'line-color': ink, ...paint } });
  map.addSource('held', { type: 'geojson', data: JSON.parse(form.dataset.outlines) });
  for (const name of ['drawn', 'corners']) map.addSource(name, { type: 'geojson', data: collection([]) });
  line('held', 'held', { 'line-width': 2, 'line-dasharray': [3, 2] });
  line('drawn', 'drawn', { 'line-width': 3 });
  map.addLayer({ id: 'corners', type: 'circle', source: 'corners', paint: { 'circle-radius': 5, 'circle-color': ink } });
  map.doubleClickZoom.disable();
  map.on('click', ({ lngLat }) => { if (isDrawing()) add(map, lngLat); });
  draw.addEventListener('click', () => {
    draw.setAttribute('aria-pressed', String(!isDrawing()));
    root.classList.toggle('is-drawn', isDrawing());
    draw.textContent = isDrawing() ? 'Stop drawing' : 'Draw an area';
  });
  corner.addEventListener('click', () => add(map, map.getCenter()));
  back.addEventListener('click', () => {
    corners.pop();
    changed(map);
  });
  back.disabled = true;
  document.querySelector('#drawing').hidden = false;
});

for (const hidden of [file, document.querySelector('#file-label')]) hidden.hidden = false;
file.addEventListener('change', async () => {
  const [chosen] = file.files;
  if (chosen) [list.value, words.value] = [await chosen.text(), ''];
});
