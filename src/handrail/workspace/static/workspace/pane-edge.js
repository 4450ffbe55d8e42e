/* <pane-edge role="separator" tabindex="0" pane="list" aria-valuemin="18" aria-valuemax="40" …></pane-edge>

   The edge of a pane, to be drawn with the mouse or moved with the arrows; Home puts it back. The width is
   kept in this browser, in rem. */

class PaneEdge extends HTMLElement {
  connectedCallback() {
    this.property = `--${this.getAttribute('pane')}-width`
    this.grows = this.getAttribute('grows') === 'start' ? -1 : 1
    this.#set(Number(localStorage.getItem(this.property)) || 0)
    this.addEventListener('pointerdown', this)
    this.addEventListener('keydown', this)
  }

  handleEvent(event) {
    this[`on_${event.type}`]?.(event)
  }

  on_pointerdown(event) {
    this.setPointerCapture(event.pointerId)
    this.from = { x: event.clientX, width: this.parentElement.getBoundingClientRect().width }
    this.addEventListener('pointermove', this)
    this.addEventListener('lostpointercapture', () => this.removeEventListener('pointermove', this), { once: true })
  }

  on_pointermove(event) {
    this.#set((this.from.width + (event.clientX - this.from.x) * this.grows * this.#forward()) / this.#rem())
  }

  #forward() {
    return getComputedStyle(this).direction === 'rtl' ? -1 : 1
  }

  on_keydown(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (event.key === 'Home') this.#set(0)
    else if (step) this.#set(this.parentElement.getBoundingClientRect().width / this.#rem() + step * this.grows * this.#forward())
    else return
    event.preventDefault()
  }

  #rem() {
    return parseFloat(getComputedStyle(document.documentElement).fontSize)
  }

  #set(width) {
    if (!width) return this.#reset()
    const kept = Math.min(Number(this.ariaValueMax), Math.max(Number(this.ariaValueMin), width))
    document.body.style.setProperty(this.property, `${kept}rem`)
    localStorage.setItem(this.property, kept)
    this.ariaValueNow = Math.round(kept)
  }

  #reset() {
    document.body.style.removeProperty(this.property)
    localStorage.removeItem(this.property)
  }
}

customElements.define('pane-edge', PaneEdge)
