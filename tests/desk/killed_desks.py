"""Desks that are begun quickly, one after another, each a process of its own: `PORT STUDY`.

For every line that comes, what runs is waited for and another is begun, at the same place and with
the same secrets, as the command does after a desk was killed. Its number is printed.
"""

import os
import sys
from pathlib import Path

from civic_qual.desk.desk import Desk
from civic_qual.desk.listening import Secrets, listening_socket
from civic_qual.desk.server import server

KNOWN = Secrets(ticket="ticket", pass_="pass", key="key")


def serve(port, path):
    desk = Desk(path)
    listening = listening_socket(port)
    serving, _, _ = server(desk, KNOWN, listening)
    serving.run(sockets=[listening])
    desk.close()


def main():
    port, path = int(sys.argv[1]), Path(sys.argv[2])
    for _ in sys.stdin:
        process = os.fork()
        if process == 0:
            serve(port, path)
            os._exit(0)
        print(process, flush=True)
        os.waitpid(process, 0)


if __name__ == "__main__":
    main()
