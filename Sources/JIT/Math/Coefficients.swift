// SPDX-License-Identifier: Apache-2.0
// Polynomials and constants of the math expansions; written by Coefficients/generate.py.

/// Coefficients of the fits in Coefficients/coefficients.sollya, lowest power first.
struct Polynomials: Sendable {
  let exp: [Double]
  let exp3: [Double]
  let exp2: [Double]
  let cosh: [Double]
  let sinh: [Double]
  let log: [Double]
  let logTail: [Double]
  let sin: [Double]
  let cos: [Double]
  let asin: [Double]
  let atan: [Double]
  let cbrt: [Double]
}

/// Constants as sums of three numbers of one format.
struct Constants: Sendable {
  /// ln 2.
  let ln2: Split
  /// 1 / ln 2.
  let inverseLn2: Split
  /// 1 / ln 10.
  let inverseLn10: Split
  /// log10 2.
  let log10Of2: Split
  /// π / 4.
  let quarterPi: Split
  /// π / 2.
  let halfPi: Split
  /// 3π / 4.
  let threeQuarterPi: Split
  /// π.
  let pi: Split
  /// 2π.
  let twoPi: Split
  /// 2 / 3.
  let twoThirds: Split
}

/// Coefficients in float64 that are good enough for float32 results.
enum WidePolynomials {
  // error 2^-34.3
  static let exp2: [Double] = [
    0x1.62e42ff0e6ae4p-1,
    0x1.ebfbe0790d6d8p-3,
    0x1.c6b08ab8259a3p-5,
    0x1.3b29f20e2d25ep-7,
    0x1.5d8a8b2cd6127p-10,
    0x1.445ddea6e4058p-13,
    0x1.fde40f375f366p-17,
  ]
  // error 2^-37.5
  static let sin: [Double] = [
    -0x1.5555554c5fe13p-3,
    0x1.1111085d5360ap-7,
    -0x1.a00f749e43544p-13,
    0x1.6ccf6d1b6533ap-19,
  ]
  // error 2^-33.9
  static let cos: [Double] = [
    -0x1.ffffffcb16d46p-2,
    0x1.55553c52717e3p-5,
    -0x1.6c07e256f898p-10,
    0x1.991313e424633p-16,
  ]
  // error 2^-37.8
  static let log2: [Double] = [
    0x1.71547652beef5p+1,
    0x1.ec709d1178b19p-1,
    0x1.277780f932514p-1,
    0x1.a58d01d6db28bp-2,
    0x1.5cf28d3b2db91p-2,
  ]
}

extension Polynomials {
  static let f64 = Polynomials(
    // error 2^-57.9
    exp: [
      0x1.000000000000ap-1,
      0x1.55555555554fcp-3,
      0x1.5555555550689p-5,
      0x1.111111112725dp-7,
      0x1.6c16c18488a72p-10,
      0x1.a01a012dcb964p-13,
      0x1.a01999231b74ap-16,
      0x1.71df1d1476cecp-19,
      0x1.28ae3c99da451p-22,
      0x1.ad8d55a54a7bdp-26,
    ],
    // error 2^-61.5
    exp3: [
      0x1.5555555555559p-3,
      0x1.555555555554ap-5,
      0x1.111111110f648p-7,
      0x1.6c16c16c1c0cdp-10,
      0x1.a01a01b00c07ap-13,
      0x1.a01a01873502p-16,
      0x1.71ddf7f339aeap-19,
      0x1.27e521a1c592p-22,
      0x1.af5f671c86717p-26,
      0x1.1f048a7e575e7p-29,
    ],
    // error 2^-57.9
    exp2: [
      0x1.ebfbdff82c5a1p-3,
      0x1.c6b08d704a04p-5,
      0x1.3b2ab6fba0739p-7,
      0x1.5d87fe78c4accp-10,
      0x1.4309130de5bdp-13,
      0x1.ffcbfbc2333c1p-17,
      0x1.62bfc988e37f4p-20,
      0x1.b5265d2e850cdp-24,
      0x1.e618962bff09ap-28,
      0x1.e7b9a976e4534p-32,
    ],
    // error 2^-58.0
    cosh: [
      0x1.000000000000cp-1,
      0x1.555555554fe11p-5,
      0x1.6c16c18605aeap-10,
      0x1.a01995b911aaep-16,
      0x1.28b0fde2ac21bp-22,
    ],
    // error 2^-61.7
    sinh: [
      0x1.5555555555559p-3,
      0x1.111111110f648p-7,
      0x1.a01a01b00c236p-13,
      0x1.71ddf7f2abb59p-19,
      0x1.af5f687e946b6p-26,
    ],
    // error 2^-59.5
    log: [
      0x1.5555555555593p-1,
      0x1.999999997f9dep-2,
      0x1.249249422d42ep-2,
      0x1.c71c51d420fb7p-3,
      0x1.74664ab096d61p-3,
      0x1.39a07573a53cap-3,
      0x1.2f12fea12e97fp-3,
    ],
    // error 2^-73.2
    logTail: [
      0x1.9999999999995p-2,
      0x1.2492492493154p-2,
      0x1.c71c71c56361ap-3,
      0x1.745d183e84101p-3,
      0x1.3b135fcd871f6p-3,
      0x1.11211b633b90cp-3,
      0x1.de24947189a0cp-4,
      0x1.eb843d515512dp-4,
    ],
    // error 2^-57.9
    sin: [
      -0x1.5555555555548p-3,
      0x1.111111110f74dp-7,
      -0x1.a01a019beeebap-13,
      0x1.71de355b7da7ep-19,
      -0x1.ae5e513c6bb76p-26,
      0x1.5d8d2c137d5bcp-33,
    ],
    // error 2^-63.9
    cos: [
      0x1.555555555554bp-5,
      -0x1.6c16c16c15009p-10,
      0x1.a01a019c8d131p-16,
      -0x1.27e4f7ef8c559p-22,
      0x1.1ee9da23aca8dp-29,
      -0x1.8fa585989333ep-37,
    ],
    // error 2^-55.9
    asin: [
      0x1.555555555539p-3,
      0x1.333333336e80fp-4,
      0x1.6db6db427a4f9p-5,
      0x1.f1c72c38fb295p-6,
      0x1.6e89f4401af12p-6,
      0x1.1c6be1a66c286p-6,
      0x1.c6fdc1ad0a76dp-7,
      0x1.8ec2fc9502512p-7,
      0x1.abcf5d71aea62p-8,
      0x1.3ff4a924fe515p-6,
      -0x1.09d327898dbf7p-6,
      0x1.056d6c4746a5dp-5,
    ],
    // error 2^-63.8
    atan: [
      -0x1.5555555555554p-2,
      0x1.99999999995bap-3,
      -0x1.2492492471dffp-3,
      0x1.c71c71b5d5ba8p-4,
      -0x1.745d148c07286p-4,
      0x1.3b136a9540c38p-4,
      -0x1.110c42ad49312p-4,
      0x1.e16e9e3310be8p-5,
      -0x1.ab694a88efe29p-5,
      0x1.70a057d3823eep-5,
      -0x1.118edf3ac9fd2p-5,
      0x1.ef5e1b89029c8p-7,
    ],
    // error 2^-17.4
    cbrt: [
      0x1.c7f365bc19373p+0,
      -0x1.90e741f8a2f8dp+0,
      0x1.3e68b9ae9052dp+0,
      -0x1.321c5eac5d33fp-1,
      0x1.3fa269b0736d9p-3,
      -0x1.16d6f12f7b0bbp-6,
    ])

  static let f32 = Polynomials(
    // error 2^-28.2
    exp: [
      0x1.fffffcp-2,
      0x1.55549p-3,
      0x1.5558ap-5,
      0x1.123ac6p-7,
      0x1.6a6034p-10,
    ],
    // error 2^-30.9
    exp3: [
      0x1.555556p-3,
      0x1.5554f2p-5,
      0x1.11100ep-7,
      0x1.6d4138p-10,
      0x1.a22938p-13,
    ],
    // error 2^-28.2
    exp2: [
      0x1.ebfbdcp-3,
      0x1.c6af86p-5,
      0x1.3b2ddap-7,
      0x1.5f0592p-10,
      0x1.417366p-13,
    ],
    // error 2^-33.2
    cosh: [
      0x1p-1,
      0x1.5554e4p-5,
      0x1.6d5164p-10,
    ],
    // error 2^-34.1
    sinh: [
      0x1.555556p-3,
      0x1.110fe2p-7,
      0x1.a28f26p-13,
    ],
    // error 2^-30.2
    log: [
      0x1.55557ap-1,
      0x1.995ec8p-2,
      0x1.31e316p-2,
    ],
    // error 2^-36.8
    logTail: [
      0x1.999ap-2,
      0x1.245276p-2,
      0x1.dfa468p-3,
    ],
    // error 2^-27.9
    sin: [
      -0x1.555546p-3,
      0x1.110776p-7,
      -0x1.9952dcp-13,
    ],
    // error 2^-33.0
    cos: [
      0x1.55554ap-5,
      -0x1.6c0c28p-10,
      0x1.99e818p-16,
    ],
    // error 2^-27.6
    asin: [
      0x1.5555c8p-3,
      0x1.330206p-4,
      0x1.747b72p-5,
      0x1.8c415ap-6,
      0x1.5959aap-5,
    ],
    // error 2^-30.4
    atan: [
      -0x1.55554ap-2,
      0x1.9991ep-3,
      -0x1.23b956p-3,
      0x1.b21dfcp-4,
      -0x1.f2bccp-5,
    ],
    // error 2^-11.9
    cbrt: [
      0x1.8ab91cp+0,
      -0x1.9eb322p-1,
      0x1.456226p-2,
      -0x1.991554p-5,
    ])
}

extension Constants {
  static let f64 = Constants(
    ln2: Split(0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56, 0x1.7b57a079a1934p-111),
    inverseLn2: Split(0x1.71547652b82fep+0, 0x1.777d0ffda0d24p-56, -0x1.60bb8a5442ab9p-110),
    inverseLn10: Split(0x1.bcb7b1526e50ep-2, 0x1.95355baaafad3p-57, 0x1.ee191f71a3012p-112),
    log10Of2: Split(0x1.34413509f79ffp-2, -0x1.9dc1da994fd21p-59, 0x1.22f04d5a618a8p-114),
    quarterPi: Split(0x1.921fb54442d18p-1, 0x1.1a62633145c07p-55, -0x1.f1976b7ed8fbcp-111),
    halfPi: Split(0x1.921fb54442d18p+0, 0x1.1a62633145c07p-54, -0x1.f1976b7ed8fbcp-110),
    threeQuarterPi: Split(0x1.2d97c7f3321d2p+1, 0x1.a79394c9e8a0ap-54, 0x1.456737b06ea1ap-108),
    pi: Split(0x1.921fb54442d18p+1, 0x1.1a62633145c07p-53, -0x1.f1976b7ed8fbcp-109),
    twoPi: Split(0x1.921fb54442d18p+2, 0x1.1a62633145c07p-52, -0x1.f1976b7ed8fbcp-108),
    twoThirds: Split(0x1.5555555555555p-1, 0x1.5555555555555p-55, 0x1.5555555555555p-109))

  static let f32 = Constants(
    ln2: Split(0x1.62e43p-1, -0x1.05c61p-29, -0x1.950d88p-54),
    inverseLn2: Split(0x1.715476p+0, 0x1.4ae0cp-26, -0x1.e8883p-52),
    inverseLn10: Split(0x1.bcb7b2p-2, -0x1.5b235ep-27, -0x1.cd5954p-54),
    log10Of2: Split(0x1.344136p-2, -0x1.ec10cp-27, -0x1.0cee0ep-54),
    quarterPi: Split(0x1.921fb6p-1, -0x1.777a5cp-26, -0x1.ee59dap-51),
    halfPi: Split(0x1.921fb6p+0, -0x1.777a5cp-25, -0x1.ee59dap-50),
    threeQuarterPi: Split(0x1.2d97c8p+1, -0x1.99bc5cp-28, 0x1.a79394p-54),
    pi: Split(0x1.921fb6p+1, -0x1.777a5cp-24, -0x1.ee59dap-49),
    twoPi: Split(0x1.921fb6p+2, -0x1.777a5cp-23, -0x1.ee59dap-48),
    twoThirds: Split(0x1.555556p-1, -0x1.555556p-26, 0x1.555556p-51))
}

extension AngleTable {
  /// (2/π · 2^(32b) mod 2^54) / 4 for b = 0 ..< 32, each as four pieces of 53 bits.
  static let turns: [Double] = [
    0x0p+0, 0x1.45f306dc9c882p-3, 0x1.4a7f09d5f47d4p-56, 0x1.a6ee06db14accp-109,
    0x1.45f306dcp+29, 0x1.391054a7f09d4p-4, 0x1.f47d4d377036cp-56, 0x1.8a5664f10e41p-108,
    0x1.cc1b727220a94p+51, 0x1.fc2757d1f534dp-2, 0x1.b81b6c52b3278p-55, 0x1.0e4107f9458eap-108,
    0x1.054a7f09d5f4p+48, 0x1.f534ddc0db629p-2, 0x1.664f10e4107f8p-56, 0x1.458eaf7aef158p-108,
    0x1.3abe8fa9a6eep+51, 0x1.b6c52b3278872p-3, 0x1.07f9458eaf7ap-60, 0x1.de2b0db92371cp-109,
    0x1.a6ee06db14accp+51, 0x1.3c439041fe516p-2, 0x1.d5ef5de2b0db8p-57, 0x1.2371d2126e97p-109,
    0x1.14acc9e21c82p+51, 0x1.fe5163abdebbcp-2, 0x1.586dc91b8e908p-56, 0x1.374b801924bbap-108,
    0x1.c820ff28b1d5p+47, 0x1.debbc561b7246p-2, 0x1.c74849ba5c00cp-55, 0x1.24bba82746487p-108,
    0x1.163abdebbc56p+50, 0x1.b7246e3a424ddp-2, 0x1.700324977504cp-57, 0x1.464873f877ac7p-108,
    0x1.de2b0db92371dp+51, 0x1.09374b8019248p-4, 0x1.dd413a32439fcp-55, 0x1.deb1cb129a73cp-110,
    0x1.2371d2126e97p+51, 0x1.924bba827464p-8, 0x1.0e7f0ef58e588p-57, 0x1.4d39f74411afap-109,
    0x1.ba5c00c925dd4p+49, 0x1.3a32439fc3bcp-7, 0x1.63962534e7dd1p-55, 0x1.1afa975da242p-113,
    0x1.25dd413a32438p+49, 0x1.fc3bd63962534p-3, 0x1.cfba208d7d4bap-56, 0x1.da24274ce3812p-109,
    0x1.1921cfe1deb1cp+50, 0x1.62534e7dd1046p-3, 0x1.7d4baed1213a6p-56, 0x1.c7026b45f7e4p-110,
    0x1.deb1cb129a73ep+50, 0x1.d1046bea5d768p-3, 0x1.213a671c09adp-56, 0x1.7df904e64758ep-108,
    0x1.4d39f74411afap+51, 0x1.2ebb4484e99c7p-2, 0x1.35a2fbf209ccp-61, 0x1.1d639835339f4p-110,
    0x1.1afa975da242p+47, 0x1.d338e04d68beep-3, 0x1.c827323ac7306p-55, 0x1.4ce7d272117e2p-108,
    0x1.da24274ce3813p+51, 0x1.68befc827323ap-3, 0x1.8e60d4ce7d272p-56, 0x1.17e2ef7e4a0ep-112,
    0x1.c7026b45f7e4p+50, 0x1.3991d63983533p-2, 0x1.3e93908bf177bp-55, 0x1.e4a0ec7fe25ffp-108,
    0x1.f7e413991d638p+50, 0x1.835339f49c845p-2, 0x1.f177bf250763fp-55, 0x1.e25fff7816603p-108,
    0x1.1d639835339f4p+50, 0x1.3908bf177bf24p-3, 0x1.0763ff12fffbcp-55, 0x1.6603fbcbc462p-112,
    0x1.339f49c845f8ap+50, 0x1.bdf9283b1ff89p-2, 0x1.fff7816603fbcp-56, 0x1.788c5ad05368ep-109,
    0x1.17e2ef7e4a0e8p+48, 0x1.1ff897ffde059p-2, 0x1.01fde5e2316b4p-55, 0x1.4da3eda6cfd98p-111,
    0x1.c941d8ffc4bffp+51, 0x1.de05980fef2f1p-2, 0x1.8b5a0a6d1f6dp-58, 0x1.b3f6793e584dap-109,
    0x1.c4bffef02cc07p+51, 0x1.ef2f118b5a0a6p-2, 0x1.a3eda6cfd9e4fp-55, 0x1.2c26dd3d18fd9p-108,
    0x1.6603fbcbc4628p+48, 0x1.5a0a6d1f6d367p-2, 0x1.d9e4f96136e9ep-55, 0x1.18fd9a797fa8bp-108,
    0x1.788c5ad05368fp+51, 0x1.6d367ecf27cbp-2, 0x1.36e9e8c7ecd3cp-55, 0x1.7fa8b5d49eeb1p-108,
    0x1.4da3eda6cfd9cp+49, 0x1.27cb09b74f463p-2, 0x1.ecd3cbfd45aeap-55, 0x1.3dd63f5f2f8bcp-109,
    0x1.b3f6793e584dbp+51, 0x1.4f463f669e5fep-2, 0x1.45aea4f758fd7p-55, 0x1.97c5ecf41ce7dp-108,
    0x1.6136e9e8c7eccp+49, 0x1.3cbfd45aea4f6p-3, 0x1.58fd7cbe2f67ap-55, 0x1.ce7de294a4bap-112,
    0x1.8fd9a797fa8bp+48, 0x1.7527bac7ebe5fp-2, 0x1.7b3d0739f78ap-58, 0x1.4a4ba9afed7ecp-108,
    0x1.fea2d7527bac6p+50, 0x1.ebe5f17b3d073p-2, 0x1.3ef14a525d4d7p-55, 0x1.ed7ec47e35742p-108,
  ]
}
