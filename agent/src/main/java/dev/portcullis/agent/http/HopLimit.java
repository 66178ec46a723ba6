// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.agent.http;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The hop limit of what is sent on one connection: the TTL of its IPv4 packets, the hop limit of its IPv6 packets. Java has no option for
 * it, so the C library's {@code setsockopt} is called on the connection's descriptor, which is the one of this process between the same two
 * addresses. Linux only.
 */
final class HopLimit {
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int IPPROTO_IP = 0;
    private static final int IP_TTL = 2;
    private static final int IPPROTO_IPV6 = 41;
    private static final int IPV6_UNICAST_HOPS = 16;
    /** {@code sizeof(struct sockaddr_storage)}. */
    private static final int LONGEST_ADDRESS = 128;

    private static final int IPV4_LENGTH = 4;
    private static final int IPV6_LENGTH = 16;

    private HopLimit() {}

    /** Made at the first use. */
    private static final class C {
        static final MethodHandle SETSOCKOPT = function(
                "setsockopt",
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_INT);
        static final MethodHandle GETPEERNAME =
                function("getpeername", ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS);
        static final MethodHandle GETSOCKNAME =
                function("getsockname", ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS);

        private C() {}

        @SuppressWarnings("restricted") // the signatures are those of POSIX
        private static MethodHandle function(String name, java.lang.foreign.MemoryLayout... arguments) {
            Linker linker = Linker.nativeLinker();
            return linker.downcallHandle(
                    linker.defaultLookup().findOrThrow(name), FunctionDescriptor.of(ValueLayout.JAVA_INT, arguments));
        }
    }

    /**
     * Sets it for all that is sent on the connection from here on.
     *
     * @param hops 1 to 255
     * @throws IOException if it cannot be set: nothing may be sent then that was meant to stay near
     */
    static void set(Socket connection, int hops) throws IOException {
        try (Arena arena = Arena.ofConfined();
                Stream<Path> descriptors = Files.list(DESCRIPTORS)) {
            var local = (InetSocketAddress) connection.getLocalSocketAddress();
            var remote = (InetSocketAddress) connection.getRemoteSocketAddress();
            for (Path link : (Iterable<Path>) descriptors::iterator) {
                int descriptor = Integer.parseInt(link.getFileName().toString());
                if (remote.equals(address(C.GETPEERNAME, descriptor, arena).orElse(null))
                        && local.equals(
                                address(C.GETSOCKNAME, descriptor, arena).orElse(null))) {
                    set(descriptor, local.getAddress() instanceof Inet4Address, hops, arena);
                    return;
                }
            }
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IOException("The hop limit could not be set.", e);
        }
        throw new IOException("The connection has no descriptor in " + DESCRIPTORS + ".");
    }

    /** IPv4 may run over a socket of IPv6, which has both options. */
    private static void set(int descriptor, boolean isIpv4, int hops, Arena arena) throws Throwable {
        MemorySegment value = arena.allocateFrom(ValueLayout.JAVA_INT, hops);
        int failed = isIpv4
                ? (int) C.SETSOCKOPT.invokeExact(descriptor, IPPROTO_IP, IP_TTL, value, Integer.BYTES)
                : (int) C.SETSOCKOPT.invokeExact(descriptor, IPPROTO_IPV6, IPV6_UNICAST_HOPS, value, Integer.BYTES);
        if (failed != 0) {
            throw new IOException("The system refused to set a hop limit of " + hops + ".");
        }
    }

    /** One end of a connection; empty when the descriptor is none of a connection over IP. */
    private static Optional<InetSocketAddress> address(MethodHandle end, int descriptor, Arena arena) throws Throwable {
        MemorySegment address = arena.allocate(LONGEST_ADDRESS, Long.BYTES);
        MemorySegment length = arena.allocateFrom(ValueLayout.JAVA_INT, LONGEST_ADDRESS);
        if ((int) end.invokeExact(descriptor, address, length) != 0) {
            return Optional.empty();
        }
        return switch (address.get(ValueLayout.JAVA_SHORT, 0)) {
            case AF_INET -> Optional.of(read(address, 4, IPV4_LENGTH));
            case AF_INET6 -> Optional.of(read(address, 8, IPV6_LENGTH));
            default -> Optional.empty();
        };
    }

    private static InetSocketAddress read(MemorySegment address, int offset, int length) throws UnknownHostException {
        int port = address.get(ValueLayout.JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN), 2) & 0xffff;
        byte[] octets = address.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
        return new InetSocketAddress(
                InetAddress.getByAddress(octets), port); // an IPv4 address of IPv6 becomes one of IPv4
    }
}
