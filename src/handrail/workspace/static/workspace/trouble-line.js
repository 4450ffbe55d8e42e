/* <trouble-line role="alert" data-timeout="…" data-404="…"></trouble-line>

   Says in words when a request did not get through; what was typed stays where it is. */

const WORDS = { 'htmx:sendError': 'sendError', 'htmx:timeout': 'timeout', 'htmx:responseError': 'responseError' }

class TroubleLine extends HTMLElement {
  connectedCallback() {
    for (const name of [...Object.keys(WORDS), 'htmx:afterOnLoad']) document.body.addEventListener(name, this)
  }

  disconnectedCallback() {
    for (const name of [...Object.keys(WORDS), 'htmx:afterOnLoad']) document.body.removeEventListener(name, this)
  }

  handleEvent(event) {
    const words = this.dataset[event.detail.xhr?.status] ?? this.dataset[WORDS[event.type]]
    const isFine = event.type === 'htmx:afterOnLoad' && event.detail.xhr.status < 400
    if (isFine && !this.textContent) return
    if (event.type !== 'htmx:afterOnLoad') this.#say(words)
    else if (isFine) this.#say('')
  }

  #say(words) {
    this.textContent = words
    this.hidden = !words
  }
}

customElements.define('trouble-line', TroubleLine)
