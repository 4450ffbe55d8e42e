/* <talk-log class="log">…</talk-log>

   Starts at the newest message and stays there while new ones come, unless somebody has
   scrolled up to read. */

const NEAR_PX = 80

class TalkLog extends HTMLElement {
  #atEnd = true

  connectedCallback() {
    this.scrollTop = this.scrollHeight
    this.addEventListener('scroll', this, { passive: true })
    this.watch = new ResizeObserver(() => this.#follow())
    this.watch.observe(this.querySelector('#log') ?? this)
    this.watch.observe(this)
  }

  disconnectedCallback() {
    this.watch.disconnect()
  }

  handleEvent() {
    this.#atEnd = this.scrollHeight - this.scrollTop - this.clientHeight < NEAR_PX
  }

  #follow() {
    if (this.#atEnd) this.scrollTop = this.scrollHeight
  }
}

customElements.define('talk-log', TalkLog)
