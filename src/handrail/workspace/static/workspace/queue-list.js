/* <queue-list><ol class="rows">…</ol></queue-list>

   Marks the row whose ticket is open, since opening one replaces only the conversation; keeps the
   ticks when the rows are fetched again, and says how many there are. */

const NEWS = ['htmx:pushedIntoHistory', 'htmx:afterSettle']

class QueueList extends HTMLElement {
  #ticked = new Set()

  connectedCallback() {
    this.mark()
    for (const name of NEWS) document.body.addEventListener(name, this)
    this.addEventListener('change', this)
  }

  disconnectedCallback() {
    for (const name of NEWS) document.body.removeEventListener(name, this)
  }

  handleEvent(event) {
    if (event.type === 'change') this.#note()
    else this.mark()
  }

  mark() {
    for (const row of this.querySelectorAll('.row')) {
      const isHere = row.pathname === location.pathname
      if (isHere) row.setAttribute('aria-current', 'true')
      else row.removeAttribute('aria-current')
    }
    for (const tick of this.querySelectorAll('.tick')) tick.checked = this.#ticked.has(tick.value)
    this.#count()
  }

  #note() {
    this.#ticked = new Set([...this.querySelectorAll('.tick:checked')].map((tick) => tick.value))
    this.#count()
  }

  #count() {
    const told = document.querySelector('.bulk .chosen')
    const words = told?.dataset.words.replace('{}', this.querySelectorAll('.tick:checked').length)
    if (told && told.textContent !== words) told.textContent = words
  }
}

customElements.define('queue-list', QueueList)
