"""A name server of a test's own: real DNS over UDP on the loopback, with the records it is given."""

import socketserver
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset


@contextmanager
def name_server(records: Mapping[str, str]) -> Iterator[str]:
    """Answers TXT questions from {name: text}, NXDOMAIN otherwise; its address:port."""
    with socketserver.ThreadingUDPServer(("127.0.0.1", 0), _handler(records)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def _handler(records: Mapping[str, str]) -> type[socketserver.BaseRequestHandler]:
    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            asked, back = self.request
            query = dns.message.from_wire(asked)
            answer = dns.message.make_response(query)
            answer.flags |= dns.flags.RA
            question = query.question[0]
            text = records.get(question.name.to_text(omit_final_dot=True).lower())
            if text is None:
                answer.set_rcode(dns.rcode.NXDOMAIN)
            elif question.rdtype == dns.rdatatype.TXT:
                pieces = " ".join(f'"{text[at : at + 250]}"' for at in range(0, len(text), 250))
                answer.answer.append(dns.rrset.from_text(question.name, 60, "IN", "TXT", pieces))
            back.sendto(answer.to_wire(), self.client_address)

    return Handler
