/* <board-drag hx-get="…" hx-trigger="…, refresh"> tiers, columns, cards </board-drag>

   A card is dragged to another column of its team: that fills the card's own form and sends it.
   While somebody drags or has a form open the board stands still; what is new comes after that. */

const EVENTS = [
  'dragstart', 'dragover', 'dragleave', 'drop', 'dragend', 'keydown', 'htmx:beforeSwap', 'htmx:afterSettle',
]

class BoardDrag extends HTMLElement {
  #card = null
  #isStale = false
  #given = ''

  connectedCallback() {
    for (const name of EVENTS) this.addEventListener(name, this)
    // A toggle does not bubble.
    this.addEventListener('toggle', this, true)
  }

  handleEvent(event) {
    switch (event.type) {
      case 'dragstart': return this.#start(event)
      case 'dragover': return this.#over(event)
      case 'dragleave': return this.#leave(event)
      case 'drop': return this.#drop(event)
      case 'dragend': return this.#end()
      case 'keydown': return event.key === 'Escape' && this.#close(event)
      case 'toggle': return this.#catchUp()
      case 'htmx:beforeSwap': return this.#hold(event)
      case 'htmx:afterSettle': return this.#follow()
    }
  }

  #start(event) {
    const card = event.target.closest?.('.card')
    if (!card) return
    this.#card = card
    event.dataTransfer.effectAllowed = 'move'
    event.dataTransfer.setData('text/plain', card.querySelector('a').href)
    const own = card.closest('.column')
    // The browser takes its picture of the card first.
    setTimeout(() => {
      if (this.#card !== card) return
      card.dataset.held = ''
      this.dataset.dragging = ''
    })
    for (const column of this.querySelectorAll(`.column[data-takes][data-team="${own.dataset.team}"]`)) {
      if (column !== own) column.dataset.open = ''
    }
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
    this.#end()
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
    if (asked.verb === 'post') this.#given = asked.path.match(/\d+/)?.[0] ?? ''
    else if (this.#isBusy()) {
      event.detail.shouldSwap = false
      this.#isStale = true
    }
  }

  #catchUp() {
    if (!this.#isStale || this.#isBusy()) return
    this.#isStale = false
    this.dispatchEvent(new CustomEvent('refresh'))
  }

  /* Whoever gave a card on by keyboard finds it again where it is now. */
  #follow() {
    const given = this.#given
    this.#given = ''
    if (!given || document.activeElement !== document.body) return
    const card = this.querySelector(`#card-${given} a`) ?? document.querySelector('#board-said button')
    card?.focus({ preventScroll: false })
  }
}

customElements.define('board-drag', BoardDrag)
