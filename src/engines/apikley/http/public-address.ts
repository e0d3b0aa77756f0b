import { BlockList, isIP } from 'node:net';

/** IPv4 that is nobody's on the open internet (IANA special-purpose registry, RFC 6890). */
const SPECIAL_V4: readonly (readonly [net: string, prefix: number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];

/** Within the global unicast range of IPv6: tunnels to IPv4, protocols and examples. */
const SPECIAL_V6: readonly (readonly [net: string, prefix: number])[] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
];

const special = new BlockList();
const globalUnicast = new BlockList();
globalUnicast.addSubnet('2000::', 3, 'ipv6');
// Networks without IPv4 reach it through these (RFC 6052); what they stand for counts.
globalUnicast.addSubnet('64:ff9b::', 96, 'ipv6');
for (const [net, prefix] of SPECIAL_V4) {
  special.addSubnet(net, prefix, 'ipv4');
  special.addSubnet(`64:ff9b::${net}`, 96 + prefix, 'ipv6');
}
for (const [net, prefix] of SPECIAL_V6) special.addSubnet(net, prefix, 'ipv6');

/**
 * Whether an IP address, as text, lies on the open internet: not on this computer, in its network, or
 * where a cloud keeps the credentials of its machines.
 */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !special.check(address, 'ipv4');
    case 6:
      return globalUnicast.check(address, 'ipv6') && !special.check(address, 'ipv6');
    default:
      return false;
  }
}

/** Names that are never of the open internet (RFC 6761, RFC 6762, RFC 9476), and names without a dot. */
export function isLocalName(hostname: string): boolean {
  const name = hostname.toLowerCase().replace(/\.$/, '');
  return (
    !name.includes('.') ||
    /\.(localhost|local|internal|intranet|lan|home|corp|private|home\.arpa|onion|alt)$/.test(name)
  );
}

/** The host of a URL as an IP address, or `undefined` if it is a name. */
export function addressOfHost({ hostname }: URL): string | undefined {
  const bare = hostname.replace(/^\[|\]$/g, '');
  return isIP(bare) === 0 ? undefined : bare;
}
