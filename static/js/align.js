// Nudges one capture over the other and keeps the form's metres in step. Without it the form works
// by its numbers alone.
const align = document.getElementById('align');
const [east, north] = ['east', 'north'].map((id) => document.getElementById(id));
const moved = document.getElementById('moved');
const through = document.getElementById('through');
const STEP_M = 0.5;
const side = Number(align.dataset.metres);
// The picture is cut where the capture lies now: what is shown is the difference to that.
const now = { east: Number(align.dataset.east), north: Number(align.dataset.north) };

function draw() {
  const share = (box, from) => ((Number(box.value) - from) / side) * 100;
  moved.style.transform = `translate(${share(east, now.east)}%, ${-share(north, now.north)}%)`;
}

function nudge(x, y) {
  for (const [box, by] of [[east, x], [north, y]]) {
    const metres = Math.max(-50, Math.min(50, Number(box.value) + by * STEP_M));
    box.value = String(Math.round(metres * 100) / 100);
  }
  draw();
}

document.getElementById('tools').hidden = false;
through.addEventListener('input', () => { moved.style.opacity = String(through.value / 100); });
moved.style.opacity = '0.5';
for (const box of [east, north]) box.addEventListener('input', draw);
for (const button of document.querySelectorAll('[data-move]')) {
  const [x, y] = button.dataset.move.split(',').map(Number);
  button.addEventListener('click', () => nudge(x, y));
}
const flip = document.querySelector('[data-do=flip]');
flip.addEventListener('click', () => {
  const shown = moved.style.opacity === '0';
  moved.style.opacity = shown ? '1' : '0';
  flip.setAttribute('aria-pressed', String(!shown));
});
const take = document.getElementById('take');
if (take) {
  take.hidden = false;
  take.addEventListener('click', () => {
    east.value = take.dataset.east;
    north.value = take.dataset.north;
    draw();
  });
}
