/* <live-stream src="/live" on="Live" off="Connection lost."></live-stream>

   Listens to the news and repeats it as DOM events on <body>: "live" for anything,
   "live-ticket-12" for one ticket. What is on screen is fetched again by whoever listens, under
   the viewer's own rights; the news itself holds ids only. The browser resends Last-Event-ID. */

const GATHER_MS = 250
// Whole lists are fetched again at most this often; the last news of a burst is never left out.
const LIST_MS = 2000
// The server says something every 15 seconds; a line that is silent for longer is dead, whatever it says.
const SILENT_MS = 40_000
const WINDOW = ['pagehide', 'pageshow', 'offline', 'online']

class LiveStream extends HTMLElement {
  #source = null
  #told = new Set()
  #timer = 0
  #listTimer = 0
  #listAt = -LIST_MS
  #wasLost = false
  #silence = 0

  connectedCallback() {
    this.#open()
    document.addEventListener('visibilitychange', this)
    for (const name of WINDOW) window.addEventListener(name, this)
  }

  disconnectedCallback() {
    this.#close()
    document.removeEventListener('visibilitychange', this)
    for (const name of WINDOW) window.removeEventListener(name, this)
  }

  handleEvent(event) {
    if (event.type === 'pagehide') this.#close()
    else if (event.type === 'offline') this.#cut()
    else if (!this.#source || this.#source.readyState === EventSource.CLOSED) this.#reopen()
  }

  #open() {
    this.#source = new EventSource(this.getAttribute('src'))
    this.#source.onopen = () => this.#opened()
    this.#source.onerror = () => this.#lost()
    this.#source.addEventListener('change', (message) => this.#hear(JSON.parse(message.data)))
    this.#source.addEventListener('beat', () => this.#watch())
    this.#watch()
  }

  #watch() {
    clearTimeout(this.#silence)
    this.#silence = setTimeout(() => { this.#cut(); this.#reopen() }, SILENT_MS)
  }

  #cut() {
    this.#close()
    this.#lost()
  }

  #close() {
    clearTimeout(this.#silence)
    this.#source?.close()
    this.#source = null
  }

  #reopen() {
    this.#close()
    this.#wasLost = true
    this.#open()
  }

  /* After a gap nobody knows what was missed, so everything is fetched once more. */
  #opened() {
    this.#show('on')
    if (this.#wasLost) this.#tell('live-again')
    this.#wasLost = false
  }

  #lost() {
    this.#wasLost = true
    this.#show('off')
  }

  #hear(news) {
    this.#watch()
    if (news.kind === 'onlooker') return this.#tell(`onlookers-${news.ticket}`)
    if (news.kind === 'look') this.#tell('live-again')
    else this.#tellLists()
    if (news.ticket) this.#tell(`live-ticket-${news.ticket}`)
  }

  /* A burst of news becomes one fetch. */
  #tell(name) {
    this.#told.add(name)
    this.#timer ||= setTimeout(() => this.#flush(), GATHER_MS)
  }

  #tellLists() {
    const wait = Math.max(GATHER_MS, this.#listAt + LIST_MS - performance.now())
    this.#listTimer ||= setTimeout(() => {
      this.#listTimer = 0
      this.#listAt = performance.now()
      document.body.dispatchEvent(new CustomEvent('live'))
    }, wait)
  }

  #flush() {
    const told = [...this.#told]
    this.#told.clear()
    this.#timer = 0
    for (const name of told) document.body.dispatchEvent(new CustomEvent(name))
  }

  #show(state) {
    if (this.dataset.is === state) return
    this.dataset.is = state
    this.textContent = this.getAttribute(state)
  }
}

customElements.define('live-stream', LiveStream)
