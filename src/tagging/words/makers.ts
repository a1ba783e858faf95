// Makers of household robots and smart glasses and how their models are called, as sold from 2018 to 2026. Data only: a row has a
// maker's spellings, the patterns of its devices, and those of its other goods that could be taken for them; makers.ts reads it.

export const ROBOT_MAKERS = `
1x 1x_technologies | *neo_gamma neo
qihoo 奇虎 botslab | *360_c50 *360_s10 *360_s5 *360_s6 *360_s7 *360_s8 *360_s9 *360_t90 *360_x100 *360_x90 *360_x95 c50 p7 s10 s8 t90 x100 x90 x95
3i 杉川 3irobotix 杉川机器人 | crl_200s g10 p10 s10_ultra
abir 阿比尔 | g20s r# slam wd8 x#
aeg electrolux 伊莱克斯 | *purei9 ar61# ar8# erb# erv# motionsense pi8# pi9# pure_i8 pure_i9 purei8 rx# trilobite ultimatehome_300 | ap# eq# pd# pf# pq# pure_d9 pure_f9 pure_q9 qx# ultimatehome_700 ultimatehome_900 vx#
aeno | arc# rc#
agaro | alpha_robot robot_alpha
aiper 元鼎 | *scuba_x1 *seagull_robot ag# ecosurfer elite_pro n1 orca s1 scuba seagull senti smart surfer v3 x1 | hydrocomm irrisense pilot
airrobo 乐帆 lefant | f1 l8 ls# m# n# p# pc# t# u# w#
airseekers | tron
al_ko alko solo_by_al_ko | *robolinho
amarey | a#
amazon 亚马逊 | astro | echo
ambrogio zucchetti | *nemh2 4_0_basic 4_0_elite 4_36_elite l# quad_elite robot twenty
amibot | animal easy flex glass level prime pulse pure side spirit swift
anki digital_dream_labs ddl | cozmo vector
anthbot | genie m#
ariete | 271# briciola pro_evolution x_clean xclean
asus 华硕 rog | *zenbo | rog
bagotte | bg#
beatbot 星迈 | *aquasense *iskim sora
beko | vrr
bestway 百适乐 | *aquatronix aquarover frisker g200 rubix ruby | aquaglide aquascan aquatech flowclear hydrium lay_z_spa steel_pro
bissell 必胜 | 2859 3115 3379 ev675 icon_robot spinwave_r5 spinwave_robot | airram cleanview crosswave icon little_green pet_hair_eraser spinwave symphony 克劳斯
blackdecker black_decker | brva425b10 rva420# rva420bm rva425# rva425b10
blaupunkt | bluebot bpk_vcbb1 vcbb# xboost xclean xpower xsmart xtreme xvac
blue_frog | *buddy_robot buddy
bobot 铂博 玻宝 | min580 mop_8600 win#
bobsweep bob_sweep bobi | *pethair_slam dustin orion pet pethair pro_pethair standard ultravision
bomann clatronic | bsr
bosch 博世 | *indego *roxxter bcr1# bcr1ace bcr1acg bsr1#
brucke brücke | rm#
bwt | b# cosy cosydrive d# e10 m# p# | aqa bestcup penguin
casio 卡西欧 | *moflin
cecotec | *windroid conga_1# conga_2# conga_3# conga_4# conga_5# conga_6# conga_7# conga_8# conga_9# conga_serie | rockstar popstar
cleanmate | lds# qq# rv# rx# s# w100
cleverclean clever_clean | aqua_series lidar m_series z10 z_series
coayu 科语 | a8 c# dm# k8 kmop m88 r# 小黑侠
comfee | crv#
concept | robocross vr1# vr2# vr3# vr4#
cop_rose coprose 寇罗斯 | x#
coredy | g# l# r#
create ikohs create_ikohs | *netbot ls# s#
degrii | *zima_pro *zima_ultra zima
denna | l#
dibea 地贝 | d360 d500 d560 d600 d850 d860 d9# dt# gt# k6 k7_robot v# x500 zn101 | d008 d18 x20 x30
dirt_devil dirtdevil | m6# navigator spider | blackout cavalier m3# m5# m7#
dji 大疆 | romo
dobot 越疆 | rover
dolphin maytronics 美创尼克 海豚泳池 | *skimmi active bio_s blue_maxi cayman dx# e# eon escape explorer galaxy hybrid_rs# liberty lyft m# margate maxi moby nautilus neptune oasis pool_style poolstyle premier proteus quantum s# sf# sigma supreme swash triton warrior wave z# zenit | powersupply skimmer_net
dreame dreametech 追觅 | *dreamebot a# aqua10 bot_l10 bot_w10 bot_z10 c# cyber10 cyberx d# f# l1# l2# l3# l4# l5# l60 master_one master_pro matrix10 mower_a1 mower_a2 p10_pro p10_ultra p10s s1# s2# s3# s4# s5# s6# w10 w20 x# z1 z10_pro | airstyle gleam glory hair mistral p10 pocket r10 r20 r3000 s100 xr z10_station z20 z30 z40
dser | 21t 22d 23t robogeek
dyson 戴森 | *visnav 360_eye 360_heurist 360_vis heurist rb0# spot_scrub vis_nav | airstrait airwrap clean_wash corrale omni_glide pencilvac piston submarine supersonic wash_g1 washg1
ecoflow 正浩 | blade
ecovacs 科沃斯 科沃斯机器人 | *deebot *lilmilo *ozmo *winbot *地宝 *窗宝 505 600 601 605 710 711 715 900 901 a# atmobot cen# cr1# d35 d36 dd# de# df# dg# dh# dj# dk# dl# dn# dv35 dx# g1 g830 goat gx600 k650 m# n# o# r# slim10 slim2 t# u2 u3 ultramarine w# x# y# | andy benebot tineco 旺宝 添可
eicobot | r# v7
einhell | *freelexo
enabot 赛博 赋之 赋之科技 一宝 | *ebo_air *ebo_max *ebo_se *ebo_x *rola_petpal ebo rola | rola_smart_feeder
energize_lab 能量魔方 | *eilik
eta | 1512 2512 aron falco raggio
eufy 悠飞 安克 anker | 11c 11s 15c 15t 25c 30c 35c c10 c15 c20 c28 clean_l60 clean_x8 e15 e18 e20 e25 e28 g# l# lr# omni_c20 omni_c28 omni_e25 omni_e28 omni_s1 omni_s2 omni_x10 s1_omni t1250 t2070 t2080 t21# t22# t23# x# | aerofit breast_pump c1 c120 c210 c220 c24 c31 c33 e10 e220 e30 e31 e32 e330 e34 e340 eufycam homevac mach motion nebula powerconf powercore s1 s100 s11 s2 s220 s230 s3 s330 s340 s350 smart_scale solocam space t25# t27# t8#
eureka 优利卡 | e# groove i300 j# ner# neri# | airexcel airspeed flash floorshine mighty_mite powerspeed rapidclean
eureka_forbes forbes | idual l_vac_voice lvac nuo robo_vac robovac smart_clean smartclean
everybot 爱瑞博 | edge q# rs# three_spin threespin x1
evolveo | *robotrex
eziclean e_ziclean e_zicom | aqua_connect bot_connect bumpy connect cube e1 furtiv hobot smart_e1 tornado ultra_slim vac100 windows x# | aspi turbo vap
ezviz 萤石 | rc# re# rk# rs#
fairland igarden 菲兰德 | k m1 swim_k | inverx rapid
fakir | rct108 robert rs#
ferrex | r# | 20v 40v
flyco 飞科 | fc#
flymo | *easilife 1200r | easiglide easimo easistore hover_vac simplimo simplistore turbo ultraglide
fmart 福玛特 | e_r302g e_r550w fm_a# fm_r# r# t9 yz_q1 yz_v1 zj_c1
fuxtec | fx_rb# | fx_rm#
gardena 嘉丁拿 | *sileno r# | combisystem hand_mower handymower powermax smart_irrigation smart_water
gladwell | gecko
goovi | 1600pa d# f#
greenworks | *aimow *optimow airotis
groove_x | *lovot
grundig | vcr
gtech | rlm50
gttvo | br# g20
gude güde | *gartenrobo gr_#
h_koenig hkoenig | swr swrc#
haier 海尔 casarte 卡萨帝 | *xshuai hxs# t320 t325 t510 t520 t530 t550w t560 t710 t730h tab_# tab_jd# tab_qt# tab_t# tab_ty# tabot 探路者 玛奇朵 | xqg#
hayward 海沃德 | *sharkvac aquavac ehydro evac_pro hydrobot rc99# tiger_shark tigershark | aquanaut navigator poolvac
hitachi 日立 | minimaru rv_dx1 rv_ex1 rv_ex20 rv_x# rvex20 rvx#
hobot 玻妞 玻妞hobot | *legee 188 198 268 288 298 2s 2sp 368 388 668 669 688 d# q10 r3 s# sp10
honda 本田 | *miimo hrm#
honiture 霍尼 | g20 k# q# x5
honor 荣耀 | choice_r2
hookii | *neomow
hoover 胡佛 | h_go hg# hgo# quest_1000 quest_600 quest_700 quest_800 rbc# rbt0# robo_com rogue_970 | h_energy h_free h_power h_upright
huawei 华为 华为智选 | *智能憨憨 由利_v980
husqvarna 胡斯华纳 富世华 | *automower *ceora 305e 310e 312v 315x 405x 410xe 415x 430v 430x 450v 450x 535awd aspire_r4 nera r4_aspire | 120i 340i 435 440 450 455 460 525 535 545 550 560 lb_# lc_# r_2# tc_# ts_#
hutt 赫特 | *ddc55 c# ddc# s55 w#
hyundai | h_vcrq# h_vcrx# hyrm# vcrq# vcrx#
iclebo yujin_robot | arte o5 omega smart
ilife 智意 noisz | *shinebot a# b# beetles ev_plus g9 l100 polaris_robot s# t# v# w4# x# | easine g100 g80 w100 w120 w90
imou 乐橙 | l11 rv# rv_l11 | bullet cruiser cue ranger rex versa
intex | zr# zx100 zx50 | zx300
irobot 艾罗伯特 | *braava *looj *roomba *terra_t7 c715# c755# c915# c975# combo e# i# j# m# mirra q01# r0# s9 scooba x# y0# | aeris clean_base create root
jonr jonr智能 | p20_pro
kaercher kärcher karcher 凯驰 | rc# rcf rcv rlm4 robocleaner
keyi keyirobot 可立宝 可以科技 keyitech | *loona deskmate
klarstein | *cleanfriend clean_butler clean_friend clean_hero cleanbutler cleanhero cleanrazor
koenic | krc
kokido | *drakbot delta_100 delta_200 delta_300 delta_rx manta robotic_manta vektro_robot | vektro
kress 卡胜 | *rtkn kr1# kr2# mission
kyvol | *cybovac d# e# s#
landxcape | lx7# lx8#
laresar 莱尔诗 | clean3 evol3 evol_5 grande l6 | elite ultra_7
lawnmaster | *ocumow l# vbrm# | 1840
lenovo 联想 lecoo 拯救者 | lr1 | explorer legion_go mirage thinkreality_a6 thinkreality_vrx vrx
letianpai 乐天派 | *rux_robot rux 乐天派桌面机器人
lg | *cloid *hom_bot *hombot *roboking cordzero_m9 cordzero_r3 cordzero_r5 cordzero_r9 lrv# r5t# r9master r9max vr# vrd# vrf# 로보킹 | gram oled vr_headset
liectroux 乐智 力博得 莱特 | 1080 6s a# b# c30b g7 glass_bot hcr# l200 m7 q# v# ws# x# xr# yr3000 yw# ywbs zk#
living_ai livingai | *aibi_robot *emo_desktop aibi emo
lixada purerobo | w_r3s
lubluelu 露布露 | l60 sl# | 006 007 009 202 205 206
luobo 珞博 珞博智能 robopoet | *fuzozo *芙崽
lydsto 利多 利多思 | g# hd_scc# l1 r# s1 w# | hd_ssxcq
lymow | one
magiclab 魔法原子 | *magicdog
mamibot 玛米伯特 | *exvac *iglassbot *prevac grey_insect mopa580 petvac pooluxe w# | flomo floorinse moppup
mammotion 库犸 | *luba_2 *luba_3 *luba_mini *yuka_mini luba spino yuka
mcculloch | r# rob s#
medion | e#_sw md_18379 md_18500 md_18501 md_18600 md_18871 md_19510 md_19511 md_19601 md_19700 md_19900 p#_sw s#_sw x#_sw x40sw x41sw
midea 美的 eureka_美的 | i2 i5 j15 j20 m2 m6 m7 m9 mvcr# r1_l061 r1_l081 r3_l061 r3_l081 r3l s8 v10 v12 v15 vcr# w11 w12 w20 灵眸 | kfr_# mb_# mg_# sn_1
miele 美诺 | *scout_rx home_vision rx# scout sjqa0 sjql0 splq0
miko | miko3
milagrow | agua_bot aguabot black_cat blackcat bluehawk imap imop redhawk robocop robophelps robotiger seagull windoro
moneual | *rydis h# me# mr# r750 rs#
mova 觅享 | *lidax 1000_pro 1000_robotic 600_kit 600_plus 600_robotic e# g20 g30 g50 g70 l600 m1 mobius mower_1000 mower_600 n1 p# rover s# v# viax z# 免洗10 | fresh g60 m10 m12 m50 m90
mowox | rm45 rm_65
narwal 云鲸 narwal云鲸 | *freo_pro *freo_x *freo_z *云鲸逍遥 flow freo j# jr1 t10 yjcc# z10 逍遥 | 洗地机
neabot neakasa | *nomo_q11 n# nomo q11 | grooming
neato neato_robotics 尼托 | *botvac d# xv
neatsvor | s# t# u1 v# x# z1
nedis | smartlife_robot vcro# wifivcl#
nexlawn nextlawn | master_x navia
niceboy | *ion_charles charles
noetix 松延动力 | *bumi_robot *小布米 bumi n2 | hobbs
lfi | *novabot n#
panasonic 松下 国际牌 | *nicobo *rulo mc_rg# mc_rs# mc_wrc# mcrs# rs300 rs520 rsc10 rsf# | mc_a1# mc_sb#
parkside lidl | mähroboter pamra pamrs_# pmra_# pmrda pmrdb_# prma_20 | prma_40
philips 飞利浦 | fc86# fc87# fc88# fc8920 fc8922 fc8924 fc8932 fc8972 home_run homerun smartpro xr7# xu# | fc874# powergo powerpro speedpro xb# xc# xd# xv# xw#
polaris | *spabot alpha_iq epic_8520 epic_8640 freedom neo p# pvcr pvcrac# pvcrdc# vrx | 165 180 280 360 380 3900 pvc# pvcs# quattro ranger rzr sportsman vac_sweep
proscenic 浦桑尼克 | *floobot 780t 790t 800t 811gb 820p 820t 830p 830t 850p 850t 880l coco_smart d# jarvis kaka m# q# summer_p1s summer_p2 summer_p3 u6 v10 x1 | 807c 808c dustmagnet dustzero p10 p11 p12 p13 p15 p8 p9 washvac
puppyoo 小狗 小狗电器 | cat m# r3 r30 r35 r50 r6 r7 r8 r9 tourobot v_m# vm611 wp511 wp526 wp650 | d_# r10 wp3010 wp9005
pure_clean pureclean serenelife pyle | pslrvc# pucrc#
realme | rmh2101 techlife_robot
redmond | rv_r# rv_rw# skywhite | rv_c# rv_ur#
robit | r# s# t8 v#
robomow | mc150 mc_300 mc_500 ms# rc# rk# rs# rt# rx# xr#
roborock 石头 石头科技 罗伯罗克 | *qrevo *rockmow *rockneo *saros 10r c10 e# g# maxv p# q# q_revo qr# qv r10 s# t# v10 v20 z70 | a# dyad f# flexi h# q1 u# z1 zeo 分子筛 清道夫
roidmi 睿米 | eva eve sdj#
roomie_tec roomietec | cardea lynx
萌友 萌友智能 | *ropet
rowenta tefal 好运达 特福 | *x_plorer explorer_serie rg6# rg7# rg8# rg90# rr# smart_force xplorer | x_clean x_combo x_force x_pert x_touch
samsung 三星 | *ballie *jet_bot *navibot *powerbot jetbot power_bot sr8# vr0# vr1# vr2# vr3# vr4# vr5# vr7# vr9# | bespoke_jet galaxy gear_vr jet_60 jet_65 jet_70 jet_75 jet_85 jet_90 jet_95 odyssey
scheppach | *robocut btrm# rocut_# xl500 xxl1000
seauto | crab seal shark
segway ninebot 九号 赛格威 九号公司 | *navimow *未岚大陆 *terranox | kickscooter max_g2 max_g3 xyber
sencor | svc9# srv
severin | chill rb70#
shark 鲨客 尚科宁家 sharkninja | ai_robot ai_ultra ai_vacmop av# ion_robot iq_robot matrix_plus matrix_robot powerdetect_robot qr# r101 r201 r75 r85 rv# rvd# s87 thermacharged ur# | az# duoclean flexstyle hv# hydrovac iz# navigator ninja nv# nz# steampod stratos vertex
sharp 夏普 | *cocorobo *poketomo *robohon rx_clv# rx_cv# rx_v# rxv#
sichler pearl | pcr pr_030 pr_040 pr_041 pr_070 pr_210 pr_300 prw#
siemens 西门子 | vsr8#
siguro | rv_m# rv_r#
silvercrest | ssr ssra1 sswr sswra1 sswra2 swrb#
solac | *netbot aa340# lucid
sony 索尼 | *aibo ers1000
steinbach | appcontrol poolrunner speedcleaner
stiga 斯蒂格 | a# autoclip g# stig | collector combi estate park tornado twinclip
stihl viking 斯蒂尔 | *imow mi_322 mi_422 mi_555 mi_632 rmi
sunseeker 胜雪 | elite_x3 elite_x4 elite_x5 elite_x7 l# orion s# v# x#
switchbot 卧安 | *onero k# kata mini_robot niko noa s# | blind_tilt bot curtain hub lock meter plug roller_shade smart_tag switchbot_bot
symbo | laserbot xbot
tapo tp_link tplink | rv#
taurus | homeland mini_striker striker_mini striker_robot
tcl | *sweeva ai_me aime b100a b200a b200b b3 rv_a1 | 20 30 40 50 60 nxtpaper qled tab
terramow | s# v#
tesla tesla_smart 特斯拉 | ai200 iq# optimus robostar t# w# | model_3 model_s model_x model_y
tesvor | a1 m# r1 s# t8 v# x# | r5 r6 r7
tikom | g# l#
tomefon 斐纳 | d60 s# sr7 x60 x90
toshiba 东芝 dynabook | *torneo_robo rv1 rv2 rvs1 vc_rb# vc_rv# vc_rvd# vc_rvs# vcrv# | torneo_v vc_c# vc_cl# vc_sg#
trifo 睿哲 睿触 | *ironpie emma lucy m6 max maxwell ollie
trisa | robo_clean
tristar | sr#
trouver 传奇 | e# finder lds_finder m1 rlf ro_s1 s10 x10 | m10 power_10 power_11 power_12 solo10
ubtech 优必选 | alpha_mini walker 悟空 | walker_s
ultenic | d# mc1 mx# r1 t10 ts1
unitree 宇树 宇树科技 | a1 g1 go# r1 | a2 aliengo lidar pump
uoni 由利 u_li | s1 u1 v8# v980
uwant 友望 | u#
vactidy | nimble t# | blitz
venga | rvc vg_rvc | vg_vc#
vileda | *virobi cleaning_robot relax vr# vr_one
viomi 云米 | alpha rvclm# s9 se v# v_rvcl# v_slam vxrs# vxvc# | cyber_f cyber_pro super2 wet_dry 洗地机
vita_dynamics 维他动力 | *vbot_大头 vbot 大头
vorwerk kobold folletto 福维克 可宝 | vr | vr_cleaner
weilan 蔚蓝 | *babyalpha alpha_dog alphadog baby_alpha
wilfa | innobot
wiper wiper_premium niko_wiper | *ciiky blitz ike joy premium_f28 premium_f35 premium_f50 runner | blade
worx 威克士 | *landroid m# s300 vision_cloud vision_m600 wr#
wybot 望圆 winny | a1 c# d1 e# f1 grampus l1 m1 osprey s# w20
wyze | wvcr#
xclea 小净 净科 | h30
xiaomi 小米 米家 mijia 红米 redmi mi | *cyberdog *sdjqr# *skv4022gl *styj# *stytj# *铁蛋 1t 2c 3c 3s b10# b11# c10# d10# e10 e12 e5 g1 h40 h50 m30 m40 m50 mjst# mop_2 mop_p omni_1s omni_x1 robot_vacuum_5 s10 s12 s20 s40 skv# t12 vacuum_mop x10 x20 免洗扫拖 全能扫拖 | 13t 14t 15t 4k band buds cyberone g10 g11 g20 g9 note pad poco redmi s1 s2 s3 s4 scooter truclean watch 无线 洗地机
yarbo 汉阳 | core lawn m1 pro y1
yard_force yardforce | amiro classic_500 classic_800 compact_280r compact_300 compact_400 easymow lx790 mb400 mb800 myamiro nx# sa# sc600 vision_600 x# | lm_# lw_#
yeedi 一点 | 2_hybrid c# cube dvx# floor k# m# mop_station p# s# vac y1 vac_station
zaco | a# m1 v# w450 x1000
zodiac 卓迪 | *cyclonx *tornax alpha_iq cnx# cybernaut evolux freerider indigo ot# ov# ra# rc# re# rf# rv# vortex voyager xa# | baracuda kontiki pacer ranger zoom
`;

export const GLASSES_MAKERS = `
microoled | *activelook glasses 眼镜
alibaba 阿里 阿里巴巴 夸克 quark 千问 qwen | ai_眼镜 g1 s1 | 学习机 音箱
amazon 亚马逊 | *echo_frames
ampere | *dusk_lite *dusk_sport dusk
asus 华硕 rog | *airvision_m1 airvision xreal
baidu 百度 小度 xiaodu | 眼镜_pro
致敬未知 | *bleequp glasses ranger 眼镜
bose 博士 | alto frames rondo soprano tempo tenor
brilliant_labs brilliantlabs | frame glasses halo monocle 眼镜
carrera | alexa echo_frames
chamelo | music_shield prime_music
cosmo_connected | cosmo_vision
dpvr 大朋 大朋_vr | glasses
dream_glass dreamglass | 4k flow glasses lead 眼镜
engo engo_eyewear | 2x engo1 engo2 engo3 glasses 眼镜
envision | ally glasses
epson 爱普生 | *moverio bt300 bt30c bt350 bt35e bt40 bt45cs bt_200 bt_2000 bt_2200 bt_45c
eufy 悠飞 安克 anker soundcore 声阔 | frames
even_realities evenrealities | *even_g1 *even_g2 g1 g2 glasses 眼镜 | even_r1
everysight | glasses maverick raptor 眼镜
fastrack | audio vibes
fauna fauna_audio | fabula levia memor spiro
fosmet | glasses 眼镜
gentle_monster gentlemonster | eyewear_ii huawei smart_kubo smart_lang smart_my_ma
getd | glasses 眼镜
google 谷歌 | explorer_edition glass
govision | apollo glasses pro royale sol 眼镜
halliday | d1 digiwindow glasses | halliday_ring
htc vive 宏达电 | eagle
huawei 华为 华为智选 | eyewear gentle_monster vision_glass 观影眼镜
inmo 影目 影目科技 | air glasses go x 眼镜 | inmo_ring
jbl harman 哈曼 | *soundgear_frames | soundgear_sense
jins 睛姿 | meme
jio reliance | *jioframes *jioglass frames glass
julbo | *evad_1 evad
lawk 李未可 李未可科技 liweike | *meta_lens_chat chat city glasses meta_lens one s1 s3 view 眼镜
lenovo 联想 lecoo 拯救者 | *legion_glasses *thinkreality_a3 c8 glasses_t1 mg10 拯救者眼镜 晨星
lenskart | *b_by_lenskart audio bluetooth phonic
li_auto 理想 理想汽车 | *livis_ai_眼镜 livis
llvision 亮亮视野 leion | glasses glxss hey pro 听语者 眼镜
lucyd innovative_eyewear | *powered_by_lucyd armor bold glasses lyte 眼镜
mad_gaze madgaze | ares glasses glow vader x5 眼镜 | watch
meizu 魅族 星纪魅族 | *myvu *starv air snap view | myvu_ring starv_ring
mentra augmentos | display glasses live mach1 眼镜
meta facebook 脸书 | blayzer headliner hstn oakley orion ray_ban rayban scriber skyler stories vanguard
nio 蔚来 | air_ar
noise gonoise noise_labs | i1 | buds colorfit luna
north | *focals_by_north focals
nreal 太若科技 | air glasses light x 眼镜 | adapter
essilorluxottica | *nuance_audio
nubia zte 努比亚 中兴 | *neovision neo_air_glass
oakley 欧克利 | *meta_hstn *meta_vanguard meta ow# radar_pace vanguard
omi based_hardware | glass omiglass
oppo | air_glass
owndays | eyewear_2 huawei
ptron | viki
ray_ban rayban 雷朋 雷朋眼镜 | *meta_blayzer *meta_headliner *meta_ray_ban *meta_rayban *meta_scriber *meta_skyler *meta_wayfarer blayzer display headliner meta rw# scriber skyler stories
rayneo 雷鸟 雷鸟创新 ffalcon | air glasses nxtwear v3 x2 x3 眼镜 | joydock pocket_tv 智能电视 液晶电视
razer 雷蛇 | anzu
reebok | lucyd powered_by_lucyd
rokid 乐奇 若琪 | air ar_joy ar_lite ar_studio glasses max style vision x_craft 眼镜 | ar_dock station
samsung 三星 | galaxy_glasses
sharge 闪极 shargeek | *loomos
snap snapchat snap_inc | *snap_spectacles *snapchat_spectacles specs
solos | airgo argon glasses helium hydra krypton xeon 眼镜
sony 索尼 | smarteyeglass
superhexa 蜂巢科技 | *jiehuan *界环 glasses vision 眼镜
tcl | *nxtwear rayneo
tecno 传音 | pocket_go
thunderobot 雷神 雷神科技 | aura
titan titan_eye titan_eyeplus | *eyex_smart eye_x eyex
viture | beast glasses luma one pro 眼镜
vue | glasses lite smart
vuzix | blade glasses lx1 m300 m400 m4000 shield ultralite z100 眼镜 | iwear labrador smart_swim
xander | *xanderglasses glasses
xgimi 极米 | *memomind memo_air memo_one
xiaomi 小米 米家 mijia 红米 redmi mi | ar_glass glasses_camera mjsv# smart_audio_glasses wireless_ar_glass 眼镜摄影 眼镜相机
xreal 太若 | 1s air aura glasses one project_aura rog_xreal 眼镜 | adapter beam eye hub light_shield neo
`;
