// Traditional characters that occur in names of goods, each before its simplified form. Data only.

const PAIRS =
  '萬万與与專专業业絲丝個个豐丰為为樂乐習习書书買买雲云倉仓優优體体儲储兒儿興兴養养淨净準准剛刚創创辦办務务動动醫医華华協协單单廠厂壓压雙双發发髮发變变臺台號号聽听響响國国圖图墊垫聲声殼壳備备頭头學学寶宝實实寵宠對对導导爾尔' +
  '塵尘帶带庫库開开錄录總总戲戏戶户擴扩掃扫護护擬拟換换據据攝摄數数無无顯显術术機机條条來来鬆松極极櫃柜標标樹树樓楼檻槛歐欧氣气潔洁遊游滾滚濾滤燈灯靈灵點点銲焊愛爱貓猫環环現现電电監监蓋盖盤盘碩硕禮礼離离積积紅红級级納纳紙纸' +
  '線线組组終终綁绑絨绒繞绕續续繩绳維维編编縮缩網网羅罗聯联腦脑腳脚臉脸萊莱螢萤藍蓝虛虚補补錶表裝装觀观覓觅視视覽览觸触記记論论譯译語语說说諾诺調调貨货購购貼贴費费賽赛贈赠踐践車车轉转輪轮軟软軸轴輕轻載载邊边達达過过運运遠远' +
  '適适選选遙遥裡里鈦钛鋼钢鉤钩鐵铁鋁铝銀银鏈链銷销鎖锁鋰锂鍋锅鍵键鏡镜長长門门閃闪間间際际險险隨随麵面順顺須须頻频風风飛飞飯饭馬马驅驱駕驾騎骑鯨鲸鳥鸟龍龙';

const LENGTH = 2;

/** By the code of the traditional character. */
export const TRADITIONAL: ReadonlyMap<number, string> = new Map(
  Array.from({ length: PAIRS.length / LENGTH }, (_, index): [number, string] => [
    PAIRS.charCodeAt(index * LENGTH),
    PAIRS.charAt(index * LENGTH + 1),
  ]),
);
