set local role aether_indexer;

create domain chain.uint256 as numeric(78, 0)
  check (value >= 0 and value <= 115792089237316195423570985008687907853269984665640564039457584007913129639935);
create domain chain.address as bytea check (octet_length(value) = 20);
create domain chain.hash as bytea check (octet_length(value) = 32);
create domain chain.bytes as bytea;

comment on domain chain.uint256 is 'Unsigned 256-bit integer as a decimal string. JSON numbers are refused: they lose digits.';
comment on domain chain.address is '20-byte account address, 0x and 40 hex digits.';
comment on domain chain.hash is '32 bytes, 0x and 64 hex digits.';
comment on domain chain.bytes is 'Bytes, 0x and an even number of hex digits.';
