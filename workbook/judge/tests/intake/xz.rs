//! Streams of xz: what the program `xz` made, and its container around bytes as they are.

/// A tar with `hand-in/q1/src/lib.rs`, which holds `// by xz` and a line end, compressed by `xz -6`.
const BY_XZ: &str = "fd377a585a000004e6d6b4460200210116000000742fe5a3e027ff00735d0034184a20f4dab4f4c04843f3537e8a3c550e883ea8\
     2ca42fdf6a17b11dd42216b787cb4ff465a40e38a39e2a55f73a8566c80e6e912d3950e8307b3fb24db2018f3c7ca610b7f9f0c5\
     bcc7e2eb3b1e6937fec41731a8a3813369d2f63cab3a66ffec90b96b80fdf7db4523680a988b4237f000000099d92daf347bf197\
     00018f0180500000ebc33690b1c467fb020000000004595a";

/// One MiB of zeros, compressed by `xz -9`.
const ZEROS: &str = "fd377a585a000004e6d6b446020021011c00000010cf58ccefffff00d95d00006ffdffffa3b7ff473e481572396151b89228e6a3\
     8607f9eee41e82d32fc53a3c014bb17ec98a8a4d2fa30dd97fa6e38c231153e05918c5758ae277f8b6947f0c6ac0de744964e2e9\
     5c53b204d8f7440cab5f0d6d46e9e5c37688b79657acb64de1691d6ffb4b88106c42cb883f5c008fd04eaf262894711f3d8f24e1\
     709ea7235fec28cb85d195988a7e2a91f22775f719c006984d98fdd8afd5900fc42553f8f591363105a5b0ee6fc1704d470cd191\
     11aaad601dbaceb127185c5986e9665258bee976ac59e4e55b0508f9c7daadfcfb522af7e495250000000000c2f6ba3ea2706b60\
     0001f5018080400079977f47b1c467fb020000000004595a";

fn bytes(hex: &str) -> Vec<u8> {
    let digits: Vec<u32> = hex.chars().map(|c| c.to_digit(16).unwrap()).collect();
    digits
        .chunks(2)
        .map(|pair| (pair[0] * 16 + pair[1]) as u8)
        .collect()
}

/// What `xz` made of a tar with one answer.
pub fn by_xz() -> Vec<u8> {
    bytes(BY_XZ)
}

/// Streams of a MiB of zeros each, one after the other: `count` MiB in 284 bytes for each.
pub fn zeros(count: usize) -> Vec<u8> {
    bytes(ZEROS).repeat(count)
}

fn crc(bytes: &[u8]) -> [u8; 4] {
    let mut crc = flate2::Crc::new();
    crc.update(bytes);
    crc.sum().to_le_bytes()
}

/// A number of any size, as xz writes it.
fn varied(mut number: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    while number > 0x7f {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
    bytes
}

/// Bytes in a stream of xz that doesn't compress them. The dictionary that it asks for is
/// 2 to the power of `dictionary` ÷ 2 + 12 bytes, roughly.
pub fn stored(content: &[u8], dictionary: u8) -> Vec<u8> {
    let mut stream = b"\xfd7zXZ\0".to_vec();
    let flags = [0, 1];
    stream.extend(flags);
    stream.extend(crc(&flags));
    // The block: its header with the filter LZMA2, the chunks, padding, the checksum.
    let mut header = vec![2, 0, 0x21, 1, dictionary, 0, 0, 0];
    header.extend(crc(&header));
    let mut packed = Vec::new();
    for (at, chunk) in content.chunks(1 << 16).enumerate() {
        packed.push(if at == 0 { 1 } else { 2 });
        packed.extend((chunk.len() as u16 - 1).to_be_bytes());
        packed.extend(chunk);
    }
    packed.push(0);
    let unpadded = header.len() + packed.len() + 4;
    stream.extend(header);
    stream.extend(packed);
    stream.extend(vec![0; (4 - unpadded % 4) % 4]);
    stream.extend(crc(content));
    let mut index = vec![0, 1];
    index.extend(varied(unpadded as u64));
    index.extend(varied(content.len() as u64));
    index.resize(index.len().next_multiple_of(4), 0);
    index.extend(crc(&index));
    let mut footer = (index.len() as u32 / 4 - 1).to_le_bytes().to_vec();
    footer.extend(flags);
    stream.extend(index);
    stream.extend(crc(&footer));
    stream.extend(footer);
    stream.extend(b"YZ");
    stream
}
