/* Inside the emulated machine: hands radio packets from the virtual controller device of the kernel
   to a virtio port and back. The device takes and gives one packet a call; the port is a stream, on
   which every packet begins with its kind and names its length. */
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { COMMAND = 1, ACL = 2, EVENT = 4, ISO = 5, VENDOR = 0xff };

static unsigned char stream[1 << 16];
static size_t filled;

static void fail(const char *what)
{
	perror(what);
	exit(1);
}

/* Length of the packet that begins here; 0 while too little of it is there to tell. */
static size_t packet_length(const unsigned char *at, size_t there)
{
	size_t head = at[0] == EVENT ? 3 : at[0] == COMMAND ? 4 : 5;

	if (at[0] != COMMAND && at[0] != ACL && at[0] != EVENT && at[0] != ISO) {
		fprintf(stderr, "radio: no packet begins with %02x\n", at[0]);
		exit(1);
	}
	if (there < head)
		return 0;
	if (at[0] == EVENT)
		return head + at[2];
	if (at[0] == COMMAND)
		return head + at[3];
	return head + ((at[3] | at[4] << 8) & (at[0] == ISO ? 0x3fff : 0xffff));
}

static void send_all(int to, const unsigned char *bytes, size_t length)
{
	while (length > 0) {
		ssize_t sent = write(to, bytes, length);

		if (sent < 0)
			fail("radio: port");
		bytes += sent;
		length -= sent;
	}
}

static void from_port(int port, int controller)
{
	ssize_t got = read(port, stream + filled, sizeof stream - filled);
	size_t at = 0;

	if (got <= 0) {
		usleep(10000); /* nobody at the other end yet */
		return;
	}
	filled += got;
	while (at < filled) {
		size_t length = packet_length(stream + at, filled - at);

		if (length == 0 || length > filled - at)
			break;
		if (write(controller, stream + at, length) < 0)
			perror("radio: controller");
		at += length;
	}
	filled -= at;
	memmove(stream, stream + at, filled);
}

int main(int argc, char **argv)
{
	static const unsigned char create[] = { VENDOR, 0 };
	static unsigned char packet[4096];
	int port = argc > 1 ? open(argv[1], O_RDWR) : -1;
	int controller = open("/dev/vhci", O_RDWR);

	if (port < 0 || controller < 0)
		fail("radio: open");
	send_all(controller, create, sizeof create);
	for (;;) {
		struct pollfd ready[] = { { port, POLLIN, 0 }, { controller, POLLIN, 0 } };

		if (poll(ready, 2, -1) < 0)
			fail("radio: poll");
		if (ready[1].revents & POLLIN) {
			ssize_t got = read(controller, packet, sizeof packet);

			/* The kernel's answer to the making of the controller is not for the air. */
			if (got > 0 && packet[0] != VENDOR)
				send_all(port, packet, got);
		}
		if (ready[0].revents & (POLLIN | POLLHUP))
			from_port(port, controller);
	}
}
