// Remembers that this screen is wide and runs scripts, so that tasks come as a timeline. What the
// reader chose stands.
const WIDE = matchMedia('(min-width: 60rem)');
function rememberView(view) {
  document.cookie = `aftermath_view=${view}; path=/; max-age=${view ? 31536000 : 0}; samesite=lax`;
}
function chosenView(view) {
  try {
    if (view) localStorage.setItem('view', view);
    return localStorage.getItem('view');
  } catch {
    return null;
  }
}
const byWidth = () => rememberView(chosenView() ?? (WIDE.matches ? 'timeline' : ''));
WIDE.addEventListener('change', byWidth);
byWidth();
