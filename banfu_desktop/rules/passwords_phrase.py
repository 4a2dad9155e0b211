"""Five everyday words for a password that is easy to keep in mind and out of reach for a guesser."""

from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")
LENGTH = 5
"""So many of 256 words are 40 bits."""
_SAID = """
青山 白鹅 竹篮 石桥 米酒 稻田 水牛 茶园 木屋 山泉 溪水 荷塘 桃花 杏树 梨园 柿子 橘皮 柚子
荔枝 龙眼 板栗 核桃 花生 红薯 玉米 高粱 小麦 黄豆 绿豆 芝麻 油菜 莲藕 冬瓜 南瓜 苦瓜 丝瓜
茄子 辣椒 萝卜 白菜 芹菜 香葱 生姜 大蒜 木耳 蘑菇 竹笋 豆腐 腊肉 糍粑 米粉 汤圆 粽子 月饼
糖糕 麻花 烧饼 馒头 包子 面条 稀饭 豆浆 酱油 陈醋 砂糖 蜂蜜 清茶 咖啡 牛奶 汽水 铁锅 砂锅
瓦罐 陶碗 竹筷 木勺 菜刀 砧板 水缸 水瓢 蒸笼 火炉 柴火 烟囱 油灯 蜡烛 灯笼 火把 电筒 雨伞
斗笠 蓑衣 草鞋 布鞋 棉袄 毛衣 围巾 手套 帽子 被子 枕头 凉席 蚊帐 竹床 木箱 衣柜 书桌 板凳
藤椅 扁担 箩筐 锄头 镰刀 铁锹 犁耙 水车 石磨 风车 渔网 鱼竿 木船 竹筏 船桨 码头 渡口 河滩
沙洲 瀑布 深潭 水库 堤坝 水渠 古井 山路 石阶 凉亭 牌坊 祠堂 戏台 学校 操场 教室 黑板 粉笔
铅笔 钢笔 毛笔 墨水 砚台 宣纸 信封 邮票 报纸 书包 算盘 地图 钟表 镜子 梳子 剪刀 针线 纽扣
布匹 丝绸 棉花 蚕茧 蜜蜂 蝴蝶 蜻蜓 蝉鸣 蟋蟀 蚂蚁 青蛙 乌龟 螃蟹 河虾 鲤鱼 草鱼 泥鳅 黄鳝
田螺 白鹭 燕子 喜鹊 麻雀 画眉 鹦鹉 公鸡 母鸡 鸭子 山羊 白马 黄狗 花猫 兔子 松鼠 刺猬 野猪
狐狸 猴子 松针 杉木 樟树 榕树 柳枝 枫叶 桂花 梅花 兰草 菊花 茉莉 牡丹 杜鹃 芦苇 青苔 藤蔓
春雨 夏风 秋霜 冬雪 早霞 晚霞 彩虹 雷声 闪电 星空 月光 日出 薄雾 露珠 冰块 寒潮 暖阳 清风
细雨 锣鼓 唢呐 笛子 二胡 琵琶 古筝 口琴 风筝 陀螺 象棋 围棋 积木 秋千 跳绳 皮球 麦田 瓜棚
草垛 谷仓 晒场 磨坊
"""
WORDS: tuple[str, ...] = tuple(_SAID.split())


def think_of(choose: Callable[[Sequence[str]], str]) -> tuple[str, ...]:
    """Five words; `choose` takes one of them so that nobody can foresee it (secrets.choice)."""
    return tuple(choose(WORDS) for _ in range(LENGTH))
