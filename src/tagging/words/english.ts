// English words that titles are read by, under their senses (senses.ts). Data only. Plurals follow by themselves.

import type { Vocabulary } from '../senses.ts';

export const ENGLISH: Vocabulary = {
  trap: [
    'us robotics, usrobotics, robot coupe, robotcoupe, robot chicken, robot master, irobot movie, robot unicorn',
    'smart glass film, smart glass tint, smart tint, smart window film, switchable glass, pdlc film, chat bot, chatbot, telegram bot, trading bot, trading robot, robotbanao',
  ],
  robot: [
    'robot vacuum, robot vacuum cleaner, robot vacuum mop, robotic vacuum, robotic vacuum cleaner, robotic vac, robot vac, robovac, robo vac, robo vacuum, robot hoover',
    'vacuum robot, vacuuming robot, vacuum cleaning robot, vacuum cleaner robot, robot cleaner, robotic cleaner, robot sweeper, sweeping robot, robot mop, robotic mop, mopping robot, mop robot, sweeper robot',
    'cleaning robot, floor cleaning robot, floor robot, robot floor cleaner, robotic floor cleaner, robot floor washer, roboter vacuum, robo cleaner',
    'robot lawn mower, robotic lawn mower, robot lawnmower, robotic lawnmower, robot mower, robotic mower, lawn mowing robot, mowing robot, lawn robot, lawn mower robot, robo mower, mower robot',
    'robot pool cleaner, robotic pool cleaner, robotic pool vacuum, pool robot, pool cleaning robot, robot pool vacuum, robotic pool, pool cleaner robot, pool vacuum robot, pool vacuuming robot',
    'window cleaning robot, robot window cleaner, robotic window cleaner, window robot, window cleaner robot, robotic window, glass cleaning robot, robot window vacuum',
  ],
  pet: [
    'robot dog, robotic dog, robot puppy, robot cat, robot pet, robotic pet, pet robot, companion robot, robot companion, robotic companion, home robot, household robot, domestic robot, family robot',
    'ai pet, desktop pet, desk pet, emotional robot, social robot, home humanoid, home humanoid robot, household humanoid robot, quadruped robot, robodog, bionic dog, bionic quadruped',
  ],
  glasses: [
    'smart glasses, smart glass, smartglasses, smart eyewear, smart sunglasses, smart eyeglasses, smart spectacles, smart frames, ai glasses, ai eyewear, ai sunglasses, ar glasses, ar eyewear, ar smart glasses, xr glasses, mr glasses',
    'audio glasses, audio sunglasses, audio eyewear, audio frames, bluetooth glasses, bluetooth sunglasses, bluetooth eyewear, camera glasses, camera sunglasses, camera eyeglasses, video glasses, video sunglasses',
    'display glasses, translation glasses, translator glasses, music glasses, music sunglasses, augmented reality glasses, spy glasses, hearing glasses, captioning glasses, caption glasses, head up glasses, cinema glasses, gaming glasses display',
  ],
  robot_word: ['robot, robots, robotic, robo, robotics'],
  chore: [
    'vacuum, vacuum cleaner, vacuuming, vac, hoover, mop, mopping, sweeper, sweeping, sweep, cleaner, cleaning, floor, floor cleaner, carpet',
    'window, window cleaning, window cleaner, lawn, lawn mower, lawnmower, mower, mowing, grass, weeding, pool, pool cleaner, pool vacuum, pool cleaning',
  ],
  eyewear: ['glasses, sunglasses, eyeglasses, eyewear, spectacles, frames, shades, wayfarer'],
  smart: [
    'ai, ar, xr, audio, bluetooth, open ear, camera, video, recording, translation, translator, real time translation, augmented reality, heads up display, voice assistant, bone conduction, hands free, wifi, livestream, micro oled, waveguide',
  ],
  hand: [
    'wet and dry vacuum, wet dry vacuum cleaner, wet and dry vacuum cleaner, stick vacuum, stick vacuum cleaner, cordless vacuum, cordless vacuum cleaner, cordless stick, handheld, hand held, hand vacuum, handheld vacuum, upright, upright vacuum, canister, canister vacuum, cylinder vacuum, barrel vacuum',
    'wet dry vacuum, wet dry vac, floor washer, floor scrubber, floor polisher, steam mop, steam cleaner, spin mop, flat mop, spray mop, twist mop, electric mop, window vac, window vacuum, window vacuum cleaner, carpet cleaner, carpet washer',
    'self propelled, electric lawn mower, cordless lawn mower, car vacuum, ash vacuum, dust buster, dustbuster, backpack vacuum, mite vacuum, leaf blower, string trimmer',
  ],
  other: [
    'kitchen robot, robot kitchen, cooking machine, ball machine, window film, robot kit, vr, vr headset, headset, headphone, earphone, earbud, helmet, goggles, head mounted display, phone, smartphone, mobile phone, tablet, laptop, notebook, computer, pc, monitor, tv, television, projector, keyboard, mouse, router, modem',
    'graphics card, video card, gaming case, scooter, electric scooter, kick scooter, bike, drone, quadcopter, gimbal, action camera, sports camera, security camera, dash cam, webcam, robot arm, robotic arm, arm, gripper, watch, smartwatch, smart watch, band, ring, speaker, smart speaker, soundbar',
    'air purifier, purifier, humidifier, dehumidifier, fan, heater, air conditioner, refrigerator, fridge, freezer, washing machine, dryer, hair dryer, dishwasher, oven, microwave, kettle, blender, mixer, food processor, juicer, coffee machine, coffee maker, espresso machine, air fryer, cooker, cooking robot, toaster, iron',
    'shaver, toothbrush, massager, massage robot, scale, thermostat, light bulb, lamp, flask, bottle, water bottle, cup, mug, tumbler, jar, pipette, container, vase, wine glass, drinking glass, litter box, litter robot, litter scooper, feeder, pet feeder, fountain',
    'ping pong robot, table tennis robot, tennis robot, chess robot, coding robot, educational robot, education robot, robot kit, programmable robot, coding kit, learning kit, snow blower, car, tire inflator, printer, 3d printer, socket, plug, doorbell, door lock, smart lock, power bank, power station, generator, battery pack',
    'reading glasses, computer glasses, safety glasses, safety goggles, protective glasses, swim goggles, swimming goggles, ski goggles, snow goggles, diving mask, 3d glasses, fpv goggles, vr glasses, vr viewer, magnifying glasses, night vision goggles, blue light glasses, blue light blocking glasses, opera glasses, gaming glasses',
    'handbag, backpack, dress, shirt, shoe, sneaker, jacket, hat, wallet, perfume, shampoo, lipstick, soap, console, spatial computer, computing terminal, game, chair, table, mattress, pillow, curtain, organizer, tray',
  ],
  part: [
    'dust bag, bag, disposable bag, dustbag, vacuum bag, filter, hepa filter, filter panel, filter set, filter kit, brush, side brush, main brush, roller brush, brush roll, brushroll, mop pad, mop cloth, mop head, mop pack, mopping pad, mopping cloth, mop refill, refill, pad, cloth, cleaning pad, cleaning cloth, microfiber, microfibre, rag, wipe',
    'charger, charging cable, charging dock, charging case, charging station, charging base, charging pad, charge cable, adapter, adaptor, cable, cord, power cord, power supply, power adapter, extension cord, wheel, caster, caster wheel, gear, gearbox, pcb, mainboard, motherboard, circuit board, screw, spring',
    'screen protector, cleaning solution, cleaning liquid, cleaning fluid, cleaning concentrate, floor cleaner liquid, cleaner liquid, detergent, solution, shampoo, liquid, disinfectant, deodorizer, fragrance, scent, spray, tool, cleaning tool, cleaning kit, cleaning set',
    'accessory, accessories, accessories kit, accessory kit, accessory set, accessories set, part, parts kit, spare part, kit, maintenance kit, replacement kit, repair kit, refill kit, case, hard case, carrying case, travel case, storage case, cover, sleeve, pouch, strap, head strap, sticker, decal, skin, protector, protective film, film, tempered glass',
    'nose pad, nose piece, temple, temple tip, temple arm, ear hook, ear tip, light shield, lens insert, lens cleaner, lens cloth, lens wipe, clip, clip on, magnetic clip, chain, cord strap, eyewear chain, garage, shelter, roof, canopy, blade, cutting blade, mower blade, knife, razor',
    'caddy, cart, antenna, rtk antenna, rtk station, reference station, manual, stand, holder, mount, bracket, wall mount, shelf, cabinet, hub, boundary wire, guide wire, perimeter wire, peg, wire connector, virtual wall, magnetic strip, magnetic tape, boundary strip, boundary marker, drive tread, hook, hanger, keychain',
    'tray insert, hose, swivel, float, floating cable, gift card, gift box, coupon, voucher, poster, mat, pad mat, ramp, threshold ramp, door ramp, carpet protector, mop bracket, neckband, prescription insert, connector, dongle, face cover, face pad, facial interface, flipper, add on, backpack for',
  ],
  fitting: [
    'battery, motor, sensor, bumper, remote, remote control, controller, dustbin, dust bin, dust box, dust container, dust cup, bin, water tank, tank, track, belt, beam, module, mask, grip, roller',
  ],
  dock: [
    'dock, docking station, base station, base, station, empty dock, clean base, cleaning station, omni station, wash station, emptying station',
  ],
  lens: ['lens, lenses, replacement lens'],
  spare: [
    'replacement, replacements, replaces, spare, spares, compatible replacement, consumable, consumables, aftermarket, oem part, refurbished part, repair part, repair, fits, fit for, accessories, for parts, only fits',
  ],
  count: [
    'pack, packs, pcs, piece, pieces, pair, pairs, set, count, ct, pk, x2, x3, x4, 2x, 3x, 4x, 10x, bundle of',
  ],
  feature: [
    'auto, automatic, self, dual, double, twin, anti tangle, tangle free, zero tangle, lifting, liftable, retractable, extendable, extending, rotating, spinning, vibrating, heated, hot water, hot air, built in, integrated, removable, washable, removable and washable, large, big, xl, hepa, rubber, brushless, smart, flexible, robotic, mechanical, sonic, ultrasonic, roller, washing, drying, emptying, empty, wash, dry, auto empty, self empty, self emptying, self cleaning, auto wash, no, without, bionic, foldable, pressurized',
    'polarized, photochromic, transition, transitions, prescription, blue light, blue light filtering, clear, tinted, mirrored, gradient, uv, interchangeable, prizm, electrochromic, dimming, anti glare',
  ],
  plain: [
    'black, white, grey, gray, silver, blue, green, red, gold, graphite, matte, shiny, new, original, genuine, official, universal, premium, pro, max, plus, ultra, mini, lite, gen, generation, edition, version, model, series, and, of, the, a, in, size, large, medium, small, m, l, s, or, to',
  ],
  trait: ['free, less, style'],
  manual: [
    'manual, push mower, riding mower, ride on mower, walk behind, manual pool vacuum, hand push, lawn tractor',
  ],
  for: [
    'for, compatible with, compatible for, fits, fit, fit for, suitable for, suits, designed for, made for, works with, replacement for',
  ],
  with: [
    'included, incl, with, includes, including, include, featuring, plus free, comes with, bundle with, free gift, free gifts, gift with',
  ],
  service: [
    'extended warranty, warranty plan, warranty extension, protection plan, protection plus, accident protection, care plan, care plus, insurance, repair service, installation service, installation, rental, rent, subscription, trade in, cleaning service, service plan, service contract, setup service, replacement plan, year warranty, years warranty, year protection, membership, consultation, maintenance service',
  ],
  toy: [
    'toy, rc, r c, remote control robot, remote controlled, remote control car, building set, building blocks, building kit, lego, transformer toy, playset, play set, stem kit, diy kit, science kit, nerf, jigsaw, puzzle',
  ],
  media: [
    'costume, cosplay, halloween, figure, action figure, model kit, figurine, stem, blu ray, bluray, dvd, paperback, hardcover, book, comic, coloring book, novel, t shirt, ornament',
  ],
  childish: [
    'plush, stuffed, kid, child, children, boy, girl, toddler, educational, programmable, coding, interactive toy, birthday gift, dancing, singing, stunt, remote control',
  ],
  trade: [
    'commercial, industrial, warehouse, welding, palletizing, palletising, agv, amr, restaurant, delivery robot, delivery, serving robot, hotel, hospital, airport, logistics, inspection, surgical, collaborative, cobot, six axis, 6 axis, reception robot, security robot, disinfection robot, enterprise cleaning, autonomous floor scrubber, scrubber dryer',
  ],
};
