/* <board-drag hx-get="…" hx-trigger="refresh"> tiers, columns, cards </board-drag>

   A card is dragged to another column of its team: that fills the card's own form and sends it.
   While somebody drags or has a form open the board stands still; what is new comes after that. */

const OWN = [
  'dragstart', 'dragover', 'dragleave', 'drop', 'dragend', 'keydown', 'htmx:beforeSwap', 'htmx:afterSettle',
]
const NEWS = ['live', 'live-again']
// At most one fetch in this time, and one more behind the last news, which htmx's throttle would drop.
const REST_MS = 2_000
// What was said goes with the first news after this long.
const SAID_MS = 30_000

class BoardDrag extends HTMLElement {
  #card = null
  #isStale = false
  #given = ''
  #saidAt = 0
  #rest = 0

  connectedCallback() {
    for (const name of OWN) this.addEventListener(name, this)
    for (const name of NEWS) document.body.addEventListener(name, this)
    // A toggle does not bubble.
    this.addEventListener('toggle', this, true)
  }

  disconnectedCallback() {
    for (const name of NEWS) document.body.removeEventListener(name, this)
    clearTimeout(this.#rest)
  }

  handleEvent(event) {
    if (NEWS.includes(event.type)) this.#isStale = true
    switch (event.type) {
      case 'dragstart': return this.#start(event)
      case 'dragover': return this.#over(event)
      case 'dragleave': return this.#leave(event)
      case 'drop': return this.#drop(event)
      case 'dragend': return this.#end()
      case 'keydown': return event.key === 'Escape' && this.#close(event)
      case 'htmx:beforeSwap': return this.#hold(event)
      case 'htmx:afterSettle': return this.#follow()
      default: return this.#catchUp()
    }
  }

  #start(event) {
    const card = event.target.closest?.('.card')
    if (!card) return
    this.#card = card
    event.dataTransfer.effectAllowed = 'move'
    event.dataTransfer.setData('text/plain', card.querySelector('a').href)
    const own = card.closest('.column')
    for (const column of this.querySelectorAll(`.column[data-takes][data-team="${own.dataset.team}"]`)) {
      if (column !== own) column.dataset.open = ''
    }
    // The browser takes its picture of the card first.
    setTimeout(() => {
      if (this.#card === card) this.dataset.dragging = card.dataset.held = 'yes'
    })
  }

  #column(event) {
    return this.#card && event.target.closest?.('.column[data-open]')
  }

  #over(event) {
    const column = this.#column(event)
    if (!column) return
    event.preventDefault()
    event.dataTransfer.dropEffect = 'move'
    column.dataset.over = ''
  }

  #leave(event) {
    const column = this.#column(event)
    if (column && !column.contains(event.relatedTarget)) delete column.dataset.over
  }

  #drop(event) {
    const column = this.#column(event)
    if (!column) return
    event.preventDefault()
    const form = this.#card.querySelector('form')
    form.elements.owner.value = column.dataset.owner
    form.requestSubmit()
  }

  #end() {
    this.#card = null
    delete this.dataset.dragging
    for (const name of ['held', 'open', 'over']) {
      for (const one of this.querySelectorAll(`[data-${name}]`)) delete one.dataset[name]
    }
    this.#catchUp()
  }

  #close(event) {
    const open = event.target.closest('details[open]')
    if (!open) return
    open.open = false
    open.querySelector('summary').focus()
  }

  #isBusy() {
    return this.#card !== null || this.querySelector('details[open]') !== null
  }

  #hold(event) {
    const asked = event.detail.requestConfig
    if (asked.verb === 'post') {
      this.#given = asked.path.match(/\d+/)?.[0] ?? ''
      this.#saidAt = performance.now()
    } else if (this.#isBusy()) {
      event.detail.shouldSwap = false
      this.#isStale = true
    } else if (performance.now() - this.#saidAt > SAID_MS) {
      document.querySelector('#board-said:not(:focus-within)')?.replaceChildren()
    }
  }

  #catchUp() {
    if (!this.#isStale || this.#rest || this.#isBusy()) return
    this.#isStale = false
    this.#rest = setTimeout(() => {
      this.#rest = 0
      this.#catchUp()
    }, REST_MS)
    this.dispatchEvent(new CustomEvent('refresh'))
  }

  /* Whoever gave a card on by keyboard finds it again where it is now. */
  #follow() {
    const given = this.#given
    this.#given = ''
    if (!given || document.activeElement !== document.body) return
    const card = this.querySelector(`#card-${given} a`) ?? document.querySelector('#board-said button')
    card?.focus()
  }
}

customElements.define('board-drag', BoardDrag)
