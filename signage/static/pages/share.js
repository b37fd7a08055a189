// Copies what a field holds; without a clipboard (an insecure address, an old browser) the field can be selected by hand.
const said = document.getElementById('said')

for (const button of document.querySelectorAll('button[data-copies]')) {
  button.hidden = !navigator.clipboard
  const says = button.textContent
  button.addEventListener('click', async () => {
    const field = document.getElementById(button.dataset.copies)
    try {
      await navigator.clipboard.writeText(field.value)
    } catch {
      field.select()
      return
    }
    button.textContent = said.textContent = button.dataset.saysDone
    setTimeout(() => { button.textContent = says }, 4000)
  })
}
