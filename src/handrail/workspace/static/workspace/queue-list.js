/* <queue-list><ol class="rows">…</ol></queue-list>

   Marks the row whose ticket is open, since opening one replaces only the conversation. */

class QueueList extends HTMLElement {
  connectedCallback() {
    this.mark()
    for (const name of ['htmx:pushedIntoHistory', 'htmx:afterSettle']) document.body.addEventListener(name, this)
  }

  disconnectedCallback() {
    for (const name of ['htmx:pushedIntoHistory', 'htmx:afterSettle']) document.body.removeEventListener(name, this)
  }

  handleEvent() {
    this.mark()
  }

  mark() {
    for (const row of this.querySelectorAll('.row')) {
      const isHere = row.pathname === location.pathname
      if (isHere) row.setAttribute('aria-current', 'true')
      else row.removeAttribute('aria-current')
    }
  }
}

customElements.define('queue-list', QueueList)
