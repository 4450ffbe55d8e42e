/* <undo-clock left="10" ahead="Sends in {} s" behind="Sending…">Sends in 10 s</undo-clock>

   Counts the seconds down that an answer can still be undone. It counts from when it came into
   the page, so that a browser whose clock is wrong counts right. */

class UndoClock extends HTMLElement {
  connectedCallback() {
    this.end = performance.now() + 1000 * Number(this.getAttribute('left'))
    this.timer = setInterval(() => this.#tell(), 250)
  }

  disconnectedCallback() {
    clearInterval(this.timer)
  }

  #tell() {
    const left = Math.ceil((this.end - performance.now()) / 1000)
    const words = left > 0 ? this.getAttribute('ahead').replace('{}', left) : this.getAttribute('behind')
    if (this.textContent !== words) this.textContent = words
    if (left <= 0) clearInterval(this.timer)
  }
}

customElements.define('undo-clock', UndoClock)
