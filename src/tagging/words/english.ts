// English words that titles are read by, under their senses (senses.ts). Data only. Plurals follow by themselves.

import type { Vocabulary } from '../senses.ts';

export const ENGLISH: Vocabulary = {
  trap: [
    'us robotics, usrobotics, robot coupe, robotcoupe, robot chicken, robot master, irobot movie, robot unicorn',
    'smart glass film, smart glass tint, smart tint, smart window film, switchable glass, pdlc film, chat bot, chatbot, telegram bot, trading bot, trading robot, robotbanao',
  ],
  robot: ['robovac, robo vac, robot vacuum, robotic vacuum, robot mower, robotic mower, robot mop'],
  pet: [
    'robot dog, robotic dog, robot puppy, robot cat, robot pet, robotic pet, pet robot, companion robot, robot companion, robotic companion, home robot, household robot, domestic robot, family robot',
    'ai pet, desktop pet, desk pet, emotional robot, social robot, home humanoid, home humanoid robot, household humanoid robot, quadruped robot, robodog, bionic dog, bionic quadruped',
  ],
  glasses: [
    'smart safety glasses, smart glasses, smartglasses, smart eyewear, smart sunglasses, smart eyeglasses, smart spectacles, smart frames, mr glasses, display glasses, music glasses, music sunglasses, spy glasses, hearing glasses, captioning glasses, caption glasses, head up glasses, cinema glasses',
  ],
  robot_word: ['robot, robots, robotic, robo, roboter'],
  chore: [
    'dust blower, suction, wiping, vacuum, vacuum cleaner, vacuuming, vac, hoover, mop, mopping, sweeper, sweeping, sweep, cleaner, cleaning, floor, floor cleaner, carpet',
    'window, window cleaning, window cleaner, lawn, lawn mower, lawnmower, mower, mowing, grass, weeding, pool, pool cleaner, pool vacuum, pool cleaning',
  ],
  eyewear: [
    'eyeglass, reading glasses, computer glasses, gaming glasses, blue light glasses, blue light blocking glasses, glasses, sunglasses, eyeglasses, eyewear, spectacles, frames, shades, wayfarer',
  ],
  smart: [
    'hud, camcorder, dvr, spy camera, ai, ar, xr, audio, bluetooth, open ear, camera, video, recording, translation, translator, real time translation, augmented reality, heads up display, voice assistant, bone conduction, hands free, wifi, livestream, micro oled, waveguide',
  ],
  hand: [
    'wet and dry vacuum, wet dry vacuum cleaner, wet and dry vacuum cleaner, stick vacuum, stick vacuum cleaner, cordless vacuum, cordless vacuum cleaner, cordless stick, handheld, hand held, hand vacuum, handheld vacuum, upright, upright vacuum, canister, canister vacuum, cylinder vacuum, barrel vacuum',
    'wet dry vacuum, wet dry vac, floor washer, floor scrubber, floor polisher, steam mop, steam cleaner, spin mop, flat mop, spray mop, twist mop, electric mop, window vac, window vacuum, window vacuum cleaner, carpet cleaner, carpet washer',
    'self propelled, electric lawn mower, cordless lawn mower, car vacuum, ash vacuum, dust buster, dustbuster, backpack vacuum, mite vacuum, leaf blower, string trimmer',
  ],
  other: [
    'glasses frame, eyeglass frame, eyeglasses frame, optical frame, kitchen robot, robot kitchen, cooking machine, ball machine, window film, vr headset, headset, headphone, earphone, earbud, helmet, goggles, head mounted display, phone, smartphone, mobile phone, tablet, laptop, notebook, computer, pc, monitor, tv, television, projector, keyboard, mouse, router, modem',
    'graphics card, video card, gaming case, scooter, electric scooter, kick scooter, bike, drone, quadcopter, gimbal, action camera, sports camera, security camera, dash cam, webcam, robot arm, robotic arm, arm, gripper, watch, smartwatch, smart watch, band, ring, speaker, smart speaker, soundbar',
    'air purifier, purifier, humidifier, dehumidifier, fan, heater, air conditioner, refrigerator, fridge, freezer, washing machine, dryer, hair dryer, dishwasher, oven, microwave, kettle, blender, mixer, food processor, coffee machine, coffee maker, air fryer, cooker, cooking robot',
    'shaver, toothbrush, massager, massage robot, thermostat, light bulb, lamp, litter box, litter robot, pet feeder',
    'ping pong robot, table tennis robot, tennis robot, chess robot, coding robot, educational robot, education robot, robot kit, programmable robot, coding kit, learning kit, snow blower, car, doorbell, door lock, smart lock, power bank, power station, generator, battery pack',
    'safety glasses, safety goggles, protective glasses, swim goggles, swimming goggles, ski goggles, snow goggles, diving mask, 3d glasses, fpv goggles, vr glasses, vr viewer, magnifying glasses, night vision goggles',
    'console, spatial computer, computing terminal, game',
  ],
  part: [
    'carry case, hard carry case, zip case, user manual, instruction manual, poster, coupon, voucher, t shirt, dust bag, bag, disposable bag, dustbag, vacuum bag, filter, hepa filter, filter panel, filter set, filter kit, brush, side brush, main brush, roller brush, brush roll, brushroll, mop pad, mop cloth, mop head, mop pack, mopping pad, mopping cloth, mop refill, pad, cloth, cleaning pad, cleaning cloth, microfiber, microfibre, rag, wipe',
    'charger, charging cable, charging dock, charging case, charging station, charging base, charging pad, charge cable, adapter, adaptor, cable, cord, power cord, power supply, power adapter, extension cord, wheel, caster, caster wheel, gear, gearbox, pcb, mainboard, motherboard, circuit board, screw, spring',
    'screen protector, cleaning solution, cleaning liquid, cleaning fluid, cleaning concentrate, floor cleaner liquid, cleaner liquid, detergent, solution, liquid, disinfectant, tool, cleaning tool, cleaning kit, cleaning set',
    'accessory, accessories kit, accessory kit, accessory set, accessories set, part, parts kit, spare part, kit, maintenance kit, replacement kit, repair kit, refill kit, case, hard case, carrying case, travel case, storage case, cover, sleeve, pouch, strap, head strap, sticker, decal, skin, protector, protective film, film, tempered glass',
    'nose pad, nose piece, temple, temple tip, temple arm, ear hook, ear tip, light shield, lens insert, lens cleaner, lens cloth, lens wipe, clip, clip on, magnetic clip, chain, cord strap, eyewear chain, garage, shelter, roof, canopy, blade, cutting blade, mower blade',
    'caddy, cart, antenna, rtk antenna, rtk station, reference station, stand, holder, mount, bracket, wall mount, shelf, cabinet, hub, boundary wire, guide wire, perimeter wire, peg, wire connector, virtual wall, magnetic strip, magnetic tape, boundary strip, boundary marker, drive tread, hook, hanger, keychain',
    'hose, swivel, float, floating cable, gift card, gift box, mat, pad mat, ramp, threshold ramp, door ramp, carpet protector, mop bracket, neckband, prescription insert, connector, dongle, face cover, face pad, facial interface, flipper, add on',
  ],
  fitting: [
    'spray, refill, battery, motor, sensor, bumper, remote, remote control, controller, dustbin, dust bin, dust box, dust container, dust cup, bin, water tank, tank, track, belt, beam, module, mask, grip, roller',
  ],
  dock: [
    'dock, docking station, base station, base, station, empty dock, clean base, cleaning station, omni station, wash station, emptying station',
  ],
  lens: ['lens, lenses, replacement lens'],
  spare: [
    'demo frame, dummy, non functional, display model, mockup, empty box, box only, retail box, empty retail box, no device, for parts only, replacement, replacements, replaces, spare, spares, compatible replacement, consumable, consumables, aftermarket, oem part, refurbished part, repair part, repair, accessories, for parts, only fits',
  ],
  count: [
    'pack, packs, pcs, piece, pieces, pair, pairs, set, count, ct, pk, x2, x3, x4, 2x, 3x, 4x, 10x, bundle of',
  ],
  feature: [
    'auto, automatic, self, dual, double, twin, anti tangle, tangle free, zero tangle, lifting, liftable, retractable, extendable, extending, rotating, spinning, vibrating, heated, hot water, hot air, built in, integrated, removable, washable, removable and washable, large, big, xl, hepa, rubber, brushless, smart, flexible, sonic, ultrasonic, washing, drying, emptying, empty, wash, dry, auto empty, self empty, self emptying, self cleaning, auto wash, no, without, bionic, foldable, pressurized',
    'polarized, photochromic, transition, transitions, prescription, blue light, blue light filtering, clear, tinted, mirrored, gradient, uv, interchangeable, prizm, electrochromic, dimming, anti glare',
  ],
  plain: [
    'ultra roller, ai designed, ai design, compact, black, white, grey, gray, silver, blue, green, red, gold, graphite, matte, shiny, new, original, genuine, official, universal, premium, pro, max, plus, ultra, mini, lite, gen, generation, edition, version, model, series, and, of, the, a, in, size, medium, small, m, l, s, or, to',
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
    'extended warranty, warranty plan, warranty extension, protection plan, protection plus, accident protection, care plan, care plus, insurance, repair service, installation service, installation, rental, rent, subscription, trade in, cleaning service, service plan, replacement plan, year warranty, years warranty, year protection',
  ],
  toy: [
    'toy, rc, r c, remote control robot, remote controlled, remote control car, building set, building blocks, building kit, lego, transformer toy, playset, play set, stem kit, diy kit, science kit, nerf, jigsaw, puzzle',
  ],
  media: [
    'costume, cosplay, halloween, figure, action figure, model kit, figurine, stem, blu ray, dvd, paperback, hardcover, book',
  ],
  childish: [
    'plush, stuffed, kid, child, children, boy, girl, toddler, educational, programmable, coding, interactive toy, birthday gift, dancing, singing, stunt',
  ],
  trade: [
    'commercial, industrial, warehouse, welding, palletizing, palletising, agv, amr, restaurant, delivery robot, delivery, serving robot, hotel, hospital, airport, logistics, inspection, surgical, collaborative, cobot, six axis, 6 axis, reception robot, security robot, disinfection robot, enterprise cleaning, autonomous floor scrubber, scrubber dryer',
  ],
};
