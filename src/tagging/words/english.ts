// English words that titles are read by, under their senses (senses.ts). Data only. Plurals follow by themselves.

import type { Vocabulary } from '../senses.ts';

export const ENGLISH: Vocabulary = {
  trap: `
    chat bot, chatbot, irobot movie, pdlc film, robot chicken, robot coupe, robot master, robot unicorn, robotbanao, robotcoupe,
    smart glass film, smart glass tint, smart tint, smart window film, switchable glass, telegram bot, trading bot, trading robot,
    us robotics, usrobotics`,
  robot: `
    robo vac, robot mop, robot mower, robot vacuum, robotic mower, robotic vacuum, robovac, window vacuum robot`,
  pet: `
    bionic dog, bionic quadruped, companion robot, desk pet, desktop pet, domestic robot, emotional robot, family robot,
    home humanoid, home humanoid robot, home robot, household humanoid robot, household robot, pet robot, quadruped robot, robodog,
    robot cat, robot companion, robot dog, robot pet, robot puppy, robotic companion, robotic dog, robotic pet, social robot`,
  glasses: `
    caption glasses, captioning glasses, cinema glasses, display glasses, head up glasses, hearing glasses, mr glasses,
    music glasses, music sunglasses, smart eyeglasses, smart eyewear, smart frames, smart glasses, smart safety glasses,
    smart spectacles, smart sunglasses, smartglasses, spy glasses`,
  robot_word: `
    robo, robot, robotic, robots`,
  chore: `
    carpet, cleaner, cleaning, dust blower, floor, floor cleaner, grass, hoover, lawn, lawn mower, lawnmower, mop, mopping, mower,
    mowing, pool, pool cleaner, pool cleaning, pool vacuum, suction, sweep, sweeper, sweeping, vac, vacuum, vacuum cleaner,
    vacuuming, weeding, window, window cleaner, window cleaning, wiping`,
  eyewear: `
    blue light blocking glasses, blue light glasses, computer glasses, eyeglass, eyeglasses, eyewear, frames, gaming glasses,
    glasses, reading glasses, shades, spectacles, sunglasses, wayfarer`,
  smart: `
    ai, ar, audio, augmented reality, bluetooth, bone conduction, camcorder, camera, dvr, hands free, heads up display, hud,
    livestream, micro oled, open ear, real time translation, recording, spy camera, translation, translator, video, voice assistant,
    waveguide, wifi, xr`,
  hand: `
    ash vacuum, backpack vacuum, barrel vacuum, canister, canister vacuum, car vacuum, carpet cleaner, carpet washer,
    cordless lawn mower, cordless stick, cordless vacuum, cordless vacuum cleaner, cylinder vacuum, dust buster, dustbuster,
    electric lawn mower, electric mop, flat mop, floor polisher, floor scrubber, floor washer, hand held, hand vacuum, handheld,
    handheld vacuum, leaf blower, mite vacuum, self propelled, spin mop, spray mop, steam cleaner, steam mop, stick vacuum,
    stick vacuum cleaner, string trimmer, twist mop, upright, upright vacuum, wet and dry vacuum, wet and dry vacuum cleaner,
    wet dry vac, wet dry vacuum, wet dry vacuum cleaner, window vac, window vacuum, window vacuum cleaner`,
  other: `
    3d glasses, action camera, air conditioner, air fryer, air purifier, arm, ball machine, band, battery pack, beer glasses, bike,
    blender, car, cat feeder, cat litter, chess robot, coding kit, coding robot, coffee machine, coffee maker, computer,
    computing terminal, console, cooker, cooking machine, cooking robot, dash cam, dehumidifier, dishwasher, diving mask, door lock,
    doorbell, drone, dryer, earbud, earphone, education robot, educational robot, electric scooter, eyeglass frame, eyeglasses frame,
    fan, feeder, food processor, fpv goggles, freezer, fridge, game, gaming case, generator, gimbal, glasses frame, goggles,
    graphics card, gripper, hair dryer, head mounted display, headphone, headset, heater, helmet, humidifier, ipad, iphone, kettle,
    keyboard, kick scooter, kitchen robot, lamp, laptop, learning kit, light bulb, litter, litter box, litter robot, macbook,
    magnifying glasses, massage robot, massager, microwave, mixer, mobile phone, modem, monitor, mouse, night vision goggles,
    notebook, optical frame, oven, pc, pet camera, pet door, pet feeder, phone, photo frame, picture frame, ping pong robot,
    power bank, power station, programmable robot, projector, protective glasses, purifier, quadcopter, refrigerator, ring,
    robot arm, robot kit, robot kitchen, robotic arm, roller shades, router, safety glasses, safety goggles, scooter,
    security camera, shaver, ski goggles, smart lock, smart speaker, smart watch, smartphone, smartwatch, snow blower, snow goggles,
    soundbar, spatial computer, speaker, sports camera, swim goggles, swimming goggles, table tennis robot, tablet, television,
    tennis robot, thermostat, toothbrush, tv, video card, vr glasses, vr headset, vr viewer, washing machine, watch, webcam,
    window film, wine glasses`,
  part: `
    accessories kit, accessories set, accessory, accessory kit, accessory set, adapter, adaptor, add on, antenna, bag, bag only,
    blade, boundary marker, boundary strip, boundary wire, bracket, brush, brush roll, brushroll, cabinet, cable, caddy, canopy,
    carpet protector, carry case, carrying case, cart, case, caster, caster wheel, chain, charge cable, charger, charging base,
    charging cable, charging case, charging dock, charging pad, charging station, circuit board, cleaner liquid, cleaning cloth,
    cleaning concentrate, cleaning fluid, cleaning kit, cleaning liquid, cleaning pad, cleaning set, cleaning solution,
    cleaning tool, clip, clip on, cloth, connector, cord, cord strap, coupon, cover, cutting blade, decal, detergent, disinfectant,
    disposable bag, dongle, door ramp, drive tread, dust bag, dustbag, ear hook, ear tip, extension cord, eyewear chain, face cover,
    face pad, facial interface, film, filter, filter kit, filter panel, filter set, flipper, float, floating cable,
    floor cleaner liquid, garage, gear, gearbox, gift box, gift card, guide wire, hanger, hard carry case, hard case, head strap,
    hepa filter, holder, hook, hose, hub, instruction manual, keychain, kit, lens cleaner, lens cloth, lens insert, lens wipe,
    light shield, liquid, magnetic clip, magnetic strip, magnetic tape, main brush, mainboard, maintenance kit, mat, microfiber,
    microfibre, mop bracket, mop cloth, mop head, mop pack, mop pad, mop refill, mopping cloth, mopping pad, motherboard, mount,
    mower blade, neckband, nose pad, nose piece, pad, pad mat, part, parts kit, pcb, peg, perimeter wire, poster, pouch,
    power adapter, power cord, power supply, prescription insert, protective film, protector, rag, ramp, reference station,
    refill kit, repair kit, replacement kit, roller brush, roof, rtk antenna, rtk station, screen protector, screw, shelf, shelter,
    side brush, skin, sleeve, solution, spare part, spring, stand, sticker, storage case, strap, swivel, t shirt, tempered glass,
    temple, temple arm, temple tip, threshold ramp, tool, travel case, user manual, vacuum bag, virtual wall, voucher, wall mount,
    wheel, wipe, wire connector, zip case`,
  fitting: `
    battery, beam, belt, bin, bumper, controller, dust bin, dust box, dust container, dust cup, dustbin, grip, mask, module, motor,
    refill, remote, remote control, sensor, spray, tank, track, water tank`,
  dock: `
    base, base station, clean base, cleaning station, dock, docking station, empty dock, emptying station, omni station, station,
    wash station`,
  lens: `
    lens, lenses, replacement lens`,
  spare: `
    accessories, aftermarket, box only, compatible replacement, consumable, consumables, demo frame, display model, dummy, empty box,
    empty retail box, for parts, for parts only, mockup, no device, non functional, oem part, only fits, refurbished part, repair,
    repair part, replacement, replacements, replaces, retail box, spare, spares`,
  count: `
    10x, 2x, 3x, 4x, bundle of, count, ct, pack, packs, pair, pairs, pcs, piece, pieces, pk, set, x2, x3, x4`,
  feature: `
    anti glare, anti tangle, auto, auto empty, auto wash, automatic, big, bionic, blue light, blue light filtering, brushless,
    built in, clear, dimming, double, dry, drying, dual, electrochromic, empty, emptying, extendable, extending, flexible, foldable,
    gradient, heated, hepa, hot air, hot water, integrated, interchangeable, large, liftable, lifting, mirrored, no, photochromic,
    polarized, prescription, pressurized, prizm, removable, removable and washable, retractable, rotating, rubber, self,
    self cleaning, self empty, self emptying, smart, sonic, spinning, tangle free, tinted, transition, transitions, twin, ultrasonic,
    uv, vibrating, wash, washable, washing, without, xl, zero tangle`,
  plain: `
    a, ai design, ai designed, and, black, blue, compact, edition, gen, generation, genuine, gold, graphite, gray, green, grey, in,
    l, lite, m, matte, max, medium, mini, model, new, of, official, or, original, plus, premium, pro, red, s, series, shiny, silver,
    size, small, the, to, ultra, universal, version, white`,
  trait: `
    free, less, style`,
  manual: `
    hand push, lawn tractor, manual, manual pool vacuum, push mower, ride on mower, riding mower, walk behind`,
  for: `
    compatible for, compatible with, designed for, fit, fit for, fits, for, made for, replacement for, suitable for, suits,
    works with`,
  with: `
    bundle with, comes with, featuring, free gift, free gifts, gift with, incl, include, included, includes, including, plus free,
    with`,
  service: `
    accident protection, care plan, care plus, cleaning service, extended warranty, installation, installation service, insurance,
    protection plan, protection plus, rent, rental, repair service, replacement plan, service plan, subscription, trade in,
    warranty extension, warranty plan, year protection, year warranty, years warranty`,
  toy: `
    building blocks, building kit, building set, diy kit, jigsaw, lego, nerf, play set, playset, puzzle, rc car, rc dog, rc pet,
    rc robot, rc toy, rc truck, remote control car, remote control robot, remote controlled, robo alive, science kit, stem kit,
    stem toy, toy, transformer toy`,
  media: `
    action figure, blu ray, book, cosplay, costume, dvd, figure, figurine, halloween, hardcover, model kit, paperback`,
  childish: `
    birthday gift, boy, child, children, coding, dancing, educational, girl, interactive toy, kid, plush, programmable, singing,
    stuffed, stunt, toddler`,
  trade: `
    6 axis, agv, airport, amr, autonomous floor scrubber, cobot, collaborative, commercial, delivery, delivery robot,
    disinfection robot, enterprise cleaning, hospital, hotel, industrial, inspection, logistics, palletising, palletizing,
    reception robot, restaurant, scrubber dryer, security robot, serving robot, six axis, surgical, warehouse, welding`,
};
