// The day that the slider of the results points at is said while it is moved, and shown once it is
// let go. Without this script its button does the same.
const slider = document.querySelector('#step');
const days = JSON.parse(slider.dataset.days);
slider.addEventListener('input', () => {
  const day = days[Number(slider.value)];
  slider.setAttribute('aria-valuetext', day);
  slider.form.querySelector('output').textContent = day;
});
slider.addEventListener('change', () => slider.form.requestSubmit());
