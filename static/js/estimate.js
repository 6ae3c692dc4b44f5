// Shows what a campaign will take while its rules are typed. Without it there is a button.
const AFTER_MS = 400;
const form = document.getElementById('rules');
let timer;
let last;

async function look() {
  const asked = new URLSearchParams(new FormData(form)).toString();
  last = asked;
  const answer = await fetch(`${form.action}?${asked}`);
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const next = page.getElementById('estimate');
  // Not what was asked before something else was typed.
  if (next && asked === last) document.getElementById('estimate').replaceWith(next);
}

form.addEventListener('input', () => {
  clearTimeout(timer);
  timer = setTimeout(() => look().catch(() => {}), AFTER_MS);
});
