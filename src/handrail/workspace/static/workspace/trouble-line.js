/* <trouble-line role="alert"></trouble-line>

   Says in words when a request did not get through; what was typed stays where it is. */

const WORDS = {
  'htmx:sendError': 'No connection. Nothing was sent; what you typed is still here.',
  'htmx:timeout': 'The desk did not answer in time. Try again; what you typed is still here.',
  'htmx:responseError': 'That did not work.',
}
const BY_STATUS = {
  403: 'You may not do that, or your sign-in has expired. Reload the page.',
  404: 'That is not here any more, or not yours to see.',
  413: 'That is too large.',
  429: 'Too many requests. Wait a moment.',
}

class TroubleLine extends HTMLElement {
  connectedCallback() {
    for (const name of [...Object.keys(WORDS), 'htmx:afterOnLoad']) document.body.addEventListener(name, this)
  }

  disconnectedCallback() {
    for (const name of [...Object.keys(WORDS), 'htmx:afterOnLoad']) document.body.removeEventListener(name, this)
  }

  handleEvent(event) {
    const words = BY_STATUS[event.detail.xhr?.status] ?? WORDS[event.type]
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
