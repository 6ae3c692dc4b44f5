// The stage: two pictures of one place, one over the other.
let pair = { before: null, after: null };

const swipeNow = () => Number($('swipe').value);
const setStage = (name, value) => $('stage').style.setProperty(name, value);

function put(image, picture) {
  const url = picture?.chip ?? '';
  image.alt = picture ? say('picture', picture) : '';
  if (image.dataset.url === url && image.dataset.state !== 'lost') return;
  image.dataset.url = url;
  // The old picture must not stand under the new date.
  image.dataset.state = url ? 'coming' : 'none';
  image.removeAttribute('src');
  if (url) image.src = url;
}

// Shows two pictures, or one with another to flip to; `share` is where the seam lies.
function showPair(before, after, labels, share) {
  also.shows?.(before);
  pair = { before, after };
  put($('after'), after);
  // What nobody looks at is not fetched: it may be the only bytes of a weak link.
  if (share === 0 && $('before').dataset.url !== before?.chip) put($('before'), null);
  $('date-before').textContent = labels[0] ?? '';
  $('date-after').textContent = labels[1] ?? '';
  $('flip').disabled = !before;
  $('flip-word').textContent = say('flip');
  sweep(share);
}

function sweep(share) {
  const to = pair.before ? share : 0;
  if (to > 0) put($('before'), pair.before);
  $('swipe').value = to;
  setStage('--swipe', `${to}%`);
  $('tag-before').hidden = to === 0;
  $('tag-after').hidden = to === 100;
  root.querySelector('.seam').hidden = to === 0 || to === 100;
  const shown = to === 100 ? pair.before : pair.after;
  $('time').textContent = shown?.time ?? '';
  $('credit').textContent = shown?.credit ?? '';
  checkStage();
}

// A picture that did not come is said so, never shown as empty ground.
function checkStage() {
  const share = swipeNow();
  const sides = [share < 100 && 'after', share > 0 && 'before'].filter(Boolean);
  const inState = (state) => sides.find((side) => $(side).dataset.state === state);
  const lost = inState('lost');
  $('lost').hidden = !lost;
  if (lost) $('lost').firstElementChild.textContent = say('lost', pair[lost]);
  const isThere = $('after').dataset.state === 'there';
  $('guided').querySelectorAll('button').forEach((button) => (button.disabled = !isThere));
  $('stage').classList.toggle('coming', Boolean(inState('coming')));
}

function watchStage() {
  for (const side of ['before', 'after']) {
    const image = $(side);
    const came = (state) => () => {
      if (!image.hasAttribute('src')) return;
      image.dataset.state = state;
      checkStage();
    };
    image.onload = came('there');
    image.onerror = came('lost');
  }
}
