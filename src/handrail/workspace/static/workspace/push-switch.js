/* <push-switch key="…" to="/work/notifications/places" worker="/work/push.js"><button data-do="on">…</push-switch>

   Asks the browser, when somebody presses, to show the desk's news; the answer stands in <output>. */

class PushSwitch extends HTMLElement {
  connectedCallback() {
    this.output = this.querySelector('output')
    this.addEventListener('click', ({ target }) => this.#press(target.closest('[data-do]')?.dataset.do))
  }

  async #press(what) {
    if (!what) return
    if (!navigator.serviceWorker || !window.PushManager) return this.#say(this.getAttribute('missing'))
    const worker = await navigator.serviceWorker.register(this.getAttribute('worker'), { scope: '/work/' })
    const known = await worker.pushManager.getSubscription()
    if (what === 'off') return known && this.#tell({ endpoint: known.endpoint, forget: true }, known)
    if ((await Notification.requestPermission()) !== 'granted') return this.#say(this.getAttribute('refused'))
    const how = { userVisibleOnly: true, applicationServerKey: bytes(this.getAttribute('key')) }
    this.#tell((known ?? (await worker.pushManager.subscribe(how))).toJSON())
  }

  async #tell(said, gone) {
    const headers = { 'X-CSRFToken': this.querySelector('[name=csrfmiddlewaretoken]').value }
    const answer = await fetch(this.getAttribute('to'), { method: 'POST', headers, body: JSON.stringify(said) })
    if (gone) await gone.unsubscribe()
    this.#say(gone ? '' : (await answer.json()).words)
  }

  #say(words) {
    this.output.textContent = words
  }
}

function bytes(text) {
  const plain = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
  return Uint8Array.from(plain, (sign) => sign.charCodeAt(0))
}

customElements.define('push-switch', PushSwitch)
