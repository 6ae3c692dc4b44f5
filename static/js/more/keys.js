// What every key does.
const LETTERS = { b: 'blink', s: 'swipe', z: 'zoom', c: 'cannot', h: 'outline', x: 'doubt', u: 'undo', f: 'flag', '?': 'help' };
const hasLetters = () => !document.cookie.includes('aftermath_letters=off');

actions.help = () => {
  $('keys').checked = hasLetters();
  $('help').showModal();
};

// A letter chooses an answer about all pictures; Enter presses the button that has the focus.
const offer = (what) => () => {
  const button = root.querySelector(`#dated [data-do=${what}]`);
  button.focus();
  $('chosen').textContent = say('offer', { answer: button.firstChild.data.trim() });
};

function keyAction(key) {
  const { kind } = view;
  if (key === '1') return { guided: 'standing', timeline: offer('never') }[kind];
  if (key === '2') return { guided: 'destroyed', timeline: offer('before') }[kind];
  if (key === '+' || key === '=') return () => zoomTo(zoom * 2);
  if (key === '-') return () => zoomTo(zoom / 2);
  return LETTERS[key];
}

function arrow(event) {
  const side = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
  if (event.target.id === 'stage' && zoom > 1) {
    place(pan.x + side[0] * 12, pan.y + side[1] * 12);
    return true;
  }
  if (!side[0]) return false;
  if (view.kind !== 'timeline') return false;
  stepFilm(isFromRight ? side[0] : -side[0]);
  return true;
}

also.key = (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || $('help').open) return;
  const { target, key } = event;
  const isText = target.matches('textarea, select');
  const isBox = isText || target.matches('input:not([type=radio])');
  if (key.startsWith('Arrow')) {
    const isFilm = target.name === 'first_destroyed';
    if (isBox || (target.matches('input') && !(isFilm && /Left|Right/.test(key)))) return;
    if (arrow(event)) {
      event.preventDefault();
      if (isFilm || target.closest('#dated')) root.querySelector('.film :checked').focus();
    }
    return;
  }
  const isControl = target.matches('button, a, summary');
  if (key === 'Enter') {
    const act = { confirm: 'yes', timeline: view.first >= 0 && 'dated' }[view.kind];
    if (act && !isControl && !isText && target.name !== 'why') run(event, actions[act]);
    return;
  }
  if (key === ' ') {
    // Space chooses a radio that is not chosen yet, and presses a button, as everywhere.
    if (isControl || isBox || (target.matches('input') && !target.checked)) return;
    return run(event, actions.flip);
  }
  if (isText || !hasLetters()) return;
  const act = keyAction(key.toLowerCase());
  if (act) run(event, actions[act] ?? act);
};

function run(event, act) {
  if (event.repeat && act !== actions.flip) return;
  event.preventDefault();
  act();
}

function watchKeys() {
  $('keys').addEventListener('change', ({ target }) => {
    document.cookie = `aftermath_letters=${target.checked ? 'on' : 'off'}; path=/; max-age=31536000; samesite=lax`;
  });
}
