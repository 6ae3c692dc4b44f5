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

function see(percent) {
  through.value = String(percent);
  moved.style.opacity = String(percent / 100);
  flip.setAttribute('aria-pressed', String(percent === 0));
}

const flip = document.querySelector('[data-do=flip]');
flip.addEventListener('click', () => see(Number(through.value) === 0 ? 100 : 0));
through.addEventListener('input', () => see(Number(through.value)));
document.getElementById('tools').hidden = false;
// One over the other; without script they lie side by side.
align.classList.add('over');
see(50);
draw();
for (const box of [east, north]) box.addEventListener('input', draw);
for (const button of document.querySelectorAll('[data-move]')) {
  const [x, y] = button.dataset.move.split(',').map(Number);
  button.addEventListener('click', () => nudge(x, y));
}
const take = document.getElementById('take');
if (take) {
  take.hidden = false;
  take.addEventListener('click', () => {
    east.value = take.dataset.east;
    north.value = take.dataset.north;
    draw();
  });
}
