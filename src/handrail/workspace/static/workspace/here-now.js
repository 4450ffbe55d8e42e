/* <here-now to="/work/tickets/12/onlookers" ticket="12"></here-now>

   Says to the server that this ticket is open in front of somebody, and when they type; shows who else
   is there. It asks again when the stream says so. */

const EVERY_MS = 15_000
const PAUSE_MS = 6_000

class HereNow extends HTMLElement {
  #timer = 0
  #still = 0
  #typing = false

  connectedCallback() {
    this.signal = new AbortController()
    const how = { signal: this.signal.signal }
    document.body.addEventListener(`onlookers-${this.getAttribute('ticket')}`, () => this.#say(), how)
    document.addEventListener('visibilitychange', () => document.hidden || this.#say(), how)
    window.addEventListener('pagehide', () => this.#leave(), how)
    this.closest('.ticket').addEventListener('input', (event) => event.target.matches('textarea') && this.#types(), how)
    this.#say()
    this.#timer = setInterval(() => document.hidden || this.#say(), EVERY_MS)
  }

  disconnectedCallback() {
    clearInterval(this.#timer)
    clearTimeout(this.#still)
    this.signal.abort()
    this.#leave()
  }

  #types() {
    clearTimeout(this.#still)
    this.#still = setTimeout(() => this.#rest(), PAUSE_MS)
    if (this.#typing) return
    this.#typing = true
    this.#say()
  }

  #rest() {
    this.#typing = false
    this.#say()
  }

  async #say() {
    const answer = await this.#post(this.#typing ? 'typing' : 'looking').catch(() => null)
    if (!answer?.ok || !this.isConnected) return
    const html = await answer.text()
    if (html !== this.shown) this.innerHTML = this.shown = html
  }

  #leave() {
    this.#post('away').catch(() => null)
  }

  #post(is) {
    const body = new FormData()
    body.set('is', is)
    body.set('csrfmiddlewaretoken', document.querySelector('[name=csrfmiddlewaretoken]')?.value ?? '')
    return fetch(this.getAttribute('to'), { method: 'POST', body, keepalive: true })
  }
}

customElements.define('here-now', HereNow)
