// Remembers that this screen is wide and runs scripts, so that tasks come as a timeline.
const wide = matchMedia("(min-width: 60rem)");
const remember = () => {
  const view = wide.matches ? "timeline; max-age=31536000" : "; max-age=0";
  document.cookie = `aftermath_view=${view}; path=/; samesite=lax`;
};
wide.addEventListener("change", remember);
remember();
